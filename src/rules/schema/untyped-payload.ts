import type { Type } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';
import { ownHolders, visitWrittenTypes } from './message-types.js';
import { findPart } from './type-parts.js';

/** A field of `json` in a message. */
export const untypedPayload = defineRule({
    id: 'schema/untyped-payload',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    summary: 'A message, or a type that it holds, has a field of type `json`.',
    reason: 'Nothing checks what is in it. A publisher may change it without anybody noticing, and every consumer guesses its shape anew.',
    bad: `context Ordering {
  event OrderPlaced {
    key orderId: uuid
    details: json
  }
}
`,
    good: `context Ordering {
  type Details {
    carrier: string(1..40)
    gift: boolean
  }
  event OrderPlaced {
    key orderId: uuid
    details: Details
  }
}
`,
    whenToTurnOff: 'In a system that carries what others have made without looking inside, such as a gateway or an archive.',
    messages: {
        field: "'{field}' of '{owner}' is json: nothing checks what is in it, and every consumer guesses its shape. Describe it by a type, or by 'map<…>' where only its names are open.",
        named: "'{owner}' is another name for json: nothing checks what is in it, and every consumer guesses its shape. Describe it by fields, or by 'map<…>' where only its names are open.",
    },
    check({ model, textAt, report }) {
        // What is half typed has the type json too, which fits everything: only what is written counts.
        const isUntyped = (part: Type) => part.kind === 'primitive' && part.name === 'json' && textAt(part.origin).startsWith('json');
        visitWrittenTypes(ownHolders(model), type => findPart(type, isUntyped) !== undefined, ({ field, origin, holder: { name: owner }, message }) => {
            const related = owner === message.name ? [] : [{ origin: message.origin, message: `'${message.name}' holds it` }];
            if (field) report({ origin, message: 'field', data: { field: field.name, owner }, related });
            else report({ origin, message: 'named', data: { owner }, related });
        });
    },
});
