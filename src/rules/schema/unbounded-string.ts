import type { Type } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';
import { publicHolders, visitWrittenTypes } from './message-types.js';
import { findPart } from './type-parts.js';

/** A text in a public message without a limit. */
export const unboundedString = defineRule({
    id: 'schema/unbounded-string',
    since: '0.2.0',
    set: 'all@1',
    severity: 'info',
    summary: 'A string in a public message, or in a type that it holds, has no greatest length, pattern or format.',
    reason: 'Everybody who takes the message has a column or a screen for it, and guesses its length; the first text that does not fit is found in production.',
    bad: `context Ordering {
  public event OrderRejected {
    key orderId: uuid
    reason: string
  }
}
`,
    good: `context Ordering {
  public event OrderRejected {
    key orderId: uuid
    reason: string(1..200)
  }
}
`,
    whenToTurnOff: 'Where nobody keeps texts in places of a fixed width. It is off by default.',
    messages: {
        field: "'{field}' of '{owner}' is a text of any length, and whoever takes '{message}' has to guess how long it may be. Say it: 'string(1..200)'.",
        named: "'{owner}' is a text of any length, and whoever takes '{message}' has to guess how long it may be. Say it: 'string(1..200)'.",
    },
    check({ model, report }) {
        visitWrittenTypes(publicHolders(model), hasUnbounded, ({ field, origin, holder: { name: owner }, message }) => {
            if (field?.annotations.some(({ name }) => name === 'format')) return;
            const related = owner === message.name ? [] : [{ origin: message.origin, message: `'${message.name}' is public and holds it` }];
            if (field) report({ origin, message: 'field', data: { field: field.name, owner, message: message.name }, related });
            else report({ origin, message: 'named', data: { owner, message: message.name }, related });
        });
    },
});

function hasUnbounded(type: Type): boolean {
    return findPart(type, isUnbounded) !== undefined;
}

function isUnbounded(type: Type): boolean {
    return type.kind === 'primitive' && type.name === 'string' && type.bounds?.maximum === undefined && type.pattern === undefined;
}
