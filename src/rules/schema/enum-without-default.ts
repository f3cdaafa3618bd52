import type { EnumDeclaration } from '../../model/flow-model.js';
import { wordsOf } from '../../model/names.js';
import { defineRule } from '../rule.js';
import { holdersOf, visitWrittenTypes } from './message-types.js';
import { partsOf } from './type-parts.js';

/** An enum that others read, without a value for what none of the others is. */
export const enumWithoutDefault = defineRule({
    id: 'schema/enum-without-default',
    since: '0.2.0',
    set: 'all@1',
    severity: 'info',
    summary: 'An enum in a public event has no value that stands for all that it does not list.',
    reason: 'A consumer refuses a value that it does not know, so a new one breaks those who were built before it. With a value for the rest there is something to publish until all of them know it.',
    source: [
        { title: 'Protocol Buffers, Style Guide: Enums', url: 'https://protobuf.dev/programming-guides/style/#enums' },
        { title: 'Apache Avro, Specification: Enums', url: 'https://avro.apache.org/docs/1.11.1/specification/#enums' },
    ],
    bad: `context Billing {
  enum DeclineReason { insufficientFunds, cardExpired }
  public event PaymentDeclined {
    key orderId: uuid
    reason: DeclineReason
  }
}
`,
    good: `context Billing {
  enum DeclineReason { insufficientFunds, cardExpired, other }
  public event PaymentDeclined {
    key orderId: uuid
    reason: DeclineReason
  }
}
`,
    whenToTurnOff: 'Where all consumers are built and deployed together with the publisher. Suppress it on an enum that is complete by its nature, such as buy and sell. It is off by default.',
    options: {
        properties: {
            values: { type: 'array', items: { type: 'string' }, description: "Words in a value's name that say that it stands for the rest; in lower case." },
        },
        defaults: { values: ['unknown', 'other', 'unspecified', 'unrecognized', 'unrecognised'] },
    },
    messages: {
        closed: "'{enum}' is part of the public '{message}' and has no value for what it does not list: the day it gets a new one, consumers that were built before refuse the message. Add one such as '{suggestion}', and publish it until all of them know the new one; or put the new one into a new version of '{message}'.",
    },
    check({ model, graph, types, options, report }) {
        const open = new Set(options.values);
        const isOpen = ({ values }: EnumDeclaration) => values.some(({ name }) => wordsOf(name).some(word => open.has(word)));
        const seen = new Set<EnumDeclaration>();
        // A command comes to whoever gives the enum its values: senders of an older one are understood.
        const events = model.messages.filter(message => message.public && message.kind === 'event' && message.latest && !graph.isExternal(message));
        visitWrittenTypes(holdersOf(events, model), ({ kind }) => kind !== 'primitive', ({ type, name, origin, message }) => {
            for (const part of partsOf(type)) {
                const declaration = part.kind === 'named' ? types.enum(part.reference.target ?? '') : undefined;
                if (!declaration || seen.has(declaration)) continue;
                seen.add(declaration);
                if (graph.isExternal(declaration) || isOpen(declaration)) continue;
                report({
                    origin: declaration.origin,
                    message: 'closed',
                    data: { enum: declaration.name, message: message.name, suggestion: options.values[0] ?? 'unknown' },
                    related: [{ origin, message: `'${name}' brings it into '${message.name}'` }],
                });
            }
        });
    },
});
