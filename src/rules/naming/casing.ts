import { camelCase, kebabCase, pascalCase, wordsOf } from '../../model/names.js';
import type { Member, Message, Origin } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';
import { ownMessages } from './own-messages.js';

/** Each with an expression for letters of English, which takes a fraction of the time of one for all letters. */
const casings = {
    pascal: { plain: /^[A-Z][A-Za-z\d]*$/, pattern: /^\p{Lu}[\p{L}\p{Nd}]*$/u, example: 'OrderPlaced', apply: pascalCase },
    camel: { plain: /^[a-z][A-Za-z\d]*$/, pattern: /^\p{Ll}[\p{L}\p{Nd}]*$/u, example: 'orderPlaced', apply: camelCase },
    snake: { plain: /^[a-z]+$/, pattern: /^[\p{Ll}\p{Nd}]+(_[\p{Ll}\p{Nd}]+)*$/u, example: 'order_placed', apply: (name: string) => wordsOf(name).join('_') },
    upper: { plain: /^[A-Z]+$/, pattern: /^[\p{Lu}\p{Nd}]+(_[\p{Lu}\p{Nd}]+)*$/u, example: 'ORDER_PLACED', apply: (name: string) => wordsOf(name).join('_').toUpperCase() },
    kebab: { plain: /^[a-z]+$/, pattern: /^[\p{Ll}\p{Nd}]+([-.][\p{Ll}\p{Nd}]+)*$/u, example: 'order-placed', apply: kebabCase },
    dot: { plain: /^[a-z]+$/, pattern: /^[\p{Ll}\p{Nd}]+(\.[\p{Ll}\p{Nd}]+)*$/u, example: 'order.placed', apply: (name: string) => wordsOf(name).join('.') },
};

type Casing = keyof typeof casings | 'any';

const declared = { enum: ['pascal', 'camel', 'snake', 'upper', 'any'] };
const written = { enum: ['pascal', 'camel', 'snake', 'upper', 'kebab', 'dot', 'any'] };

/** A name in another casing than others of its kind. */
export const casing = defineRule({
    id: 'naming/casing',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    fix: 'unsafe',
    summary: 'A name is written in another casing than the names of its kind are.',
    reason: 'Names are looked for by their spelling, in code as on brokers; where `order_placed` and `OrderPlaced` are both possible, half of the searches find nothing.',
    bad: `context Ordering {
  event order_placed { key orderId: uuid }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
}
`,
    whenToTurnOff: "In a context whose names follow a partner's contract; other casings for a kind are set by the options.",
    messages: {
        wrong: "'{name}' is not written like {kind}: {casing}, as in '{example}'. Write '{suggestion}'.",
    },
    options: {
        properties: {
            messages: { ...declared, description: 'Of events and commands.' },
            queries: { ...declared, description: 'Of queries.' },
            types: { ...declared, description: 'Of types and enums.' },
            channels: { ...declared, description: 'Of topics and queues, as they are declared.' },
            parts: { ...declared, description: 'Of services, aggregates, projections and processes.' },
            contexts: { ...declared, description: 'Of contexts.' },
            fields: { ...declared, description: 'Of fields, parameters and headers.' },
            physicalNames: { ...written, description: 'Of names on brokers, where they are written.' },
        },
        defaults: {
            messages: 'pascal' as Casing, queries: 'pascal' as Casing, types: 'pascal' as Casing, channels: 'pascal' as Casing, parts: 'pascal' as Casing, contexts: 'pascal' as Casing,
            fields: 'camel' as Casing, physicalNames: 'any' as Casing,
        },
    },
    check({ model, graph, options, renameFix, report }) {
        const judge = (name: string, origin: Origin, owner: { context: string } | undefined, kind: string, wanted: Casing, message?: Message) => {
            if (wanted === 'any' || casings[wanted].plain.test(name) || casings[wanted].pattern.test(name) || (owner && graph.isExternal(owner))) return;
            const { apply, example } = casings[wanted];
            const suggestion = apply(name);
            report({ origin, message: 'wrong', data: { name, kind, casing: wanted, example, suggestion }, fixes: message ? renameFix(message, suggestion) : [] });
        };
        for (const message of ownMessages(model, graph)) judge(message.name, message.origin, message, message.kind === 'event' ? 'other events' : 'other commands', options.messages, message);
        const judgeAll = (elements: readonly Member[], kind: string, wanted: Casing) => {
            for (const element of elements) judge(element.name, element.origin, element, kind, wanted);
        };
        judgeAll(model.queries, 'other queries', options.queries);
        for (const elements of [model.types, model.enums]) judgeAll(elements, 'other types', options.types);
        for (const elements of [model.services, model.aggregates, model.projections, model.processes]) judgeAll(elements, 'other parts', options.parts);
        for (const { name, origin, external } of model.contexts) if (!external) judge(name, origin, undefined, 'other contexts', options.contexts);
        for (const channel of model.channels) {
            if (channel.implied) continue;
            const { name, origin, kind, physicalName } = channel;
            judge(name, origin, channel, `other ${kind}s`, options.channels);
            if (physicalName.origin) judge(physicalName.value, physicalName.origin, channel, 'other names on brokers', options.physicalNames);
        }
        return {
            field({ name, origin }, { element }) {
                judge(name, origin, element, 'other fields', options.fields);
            },
        };
    },
});
