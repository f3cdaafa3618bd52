import type { Message, TypeDeclaration } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';
import { derivationOf } from './derivations.js';

/** A field that says what others beside it say already. */
export const derivedField = defineRule({
    id: 'schema/derived-field',
    since: '0.2.0',
    set: 'all@1',
    severity: 'info',
    summary: 'A field of a message or a type follows from other fields beside it.',
    reason: 'What is said twice can be said differently: a message with three lines and a count of four has no right reading, and every publisher has to keep the two together.',
    bad: `context Ordering {
  event OrderPlaced {
    key orderId: uuid
    skus: string(1..40)[1..100]
    skuCount: int
  }
}
`,
    good: `context Ordering {
  event OrderPlaced {
    key orderId: uuid
    skus: string(1..40)[1..100]
  }
}
`,
    whenToTurnOff: 'Where consumers cannot calculate, or the value is a promise of its own, such as a total that was agreed and rounded. It is off by default.',
    messages: {
        derived: "'{field}' of '{owner}' follows from {others}: '{how}'. The two may come to differ, and then nobody knows which is right. Leave it out, and let those who need it work it out.",
    },
    check({ graph, types, report }) {
        const look = (owner: Message | TypeDeclaration) => {
            for (const field of owner.fields) {
                const derivation = derivationOf(field, owner.fields, types);
                if (!derivation) continue;
                const { from, how } = derivation;
                report({
                    origin: field.origin,
                    message: 'derived',
                    data: { field: field.name, owner: owner.name, others: from.map(({ name }) => `'${name}'`).join(' and '), how },
                    related: from.map(({ name, origin }) => ({ origin, message: `'${name}' says it already` })),
                });
            }
        };
        // A read model is there to have ready what follows from events.
        return {
            message: message => { if (message.latest && !graph.isExternal(message)) look(message); },
            type: type => { if (!graph.isExternal(type)) look(type); },
        };
    },
});
