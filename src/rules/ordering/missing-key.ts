import type { Aggregate, Channel, Message } from '../../model/flow-model.js';
import type { Fix } from '../../model/diagnostic.js';
import type { FlowGraph } from '../../model/graph.js';
import { defineRule } from '../rule.js';

/** A message whose order matters, without the key that keeps it. */
export const missingKey = defineRule({
    id: 'ordering/missing-key',
    since: '0.1.0',
    set: 'recommended@1',
    severity: 'error',
    fix: 'unsafe',
    summary: 'A message of an aggregate, or on a channel that orders by key, has no key.',
    reason: 'Order holds among messages of the same key. Messages without one overtake each other, and a read model then shows what was, not what is.',
    bad: `context Ordering {
  event OrderPlaced { orderId: uuid }
  topic Orders {
    carries OrderPlaced
    order by key
  }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders {
    carries OrderPlaced
    order by key
  }
}
`,
    whenToTurnOff: 'Where order does not matter at all, say `order by none` rather than turning this off.',
    messages: {
        noField: "'{channel}' keeps order by '{field}', which '{message}' does not have: its messages would overtake each other. Add the field, or order by key.",
        ofAggregate: "'{message}' belongs to the aggregate '{aggregate}' but has no key, so what happens to one '{aggregate}' would arrive in any order. Write '{suggestion}'.",
        onChannel: "'{message}' has no key, and '{channel}' keeps order by key: its messages would overtake each other. Mark a field as 'key', or write 'order by none'.",
    },
    check({ model, graph, report }) {
        const keyless = model.messages.filter(({ fields }) => !fields.some(({ role }) => role === 'key'));
        const keylessIds = new Set(keyless.map(({ id }) => id));
        const channels = new Map<string, Channel>();
        for (const channel of model.channels) {
            if (channel.orderBy.isDefault) continue;
            const { value } = channel.orderBy;
            for (const { target, text, origin } of channel.carries) {
                if (value.kind === 'key' && target !== undefined && keylessIds.has(target)) channels.set(target, channel);
                const message = value.kind === 'field' ? graph.message(target) : undefined;
                if (value.kind !== 'field' || !message || message.fields.some(({ name }) => name === value.field)) continue;
                report({
                    origin,
                    message: 'noField',
                    data: { channel: channel.name, field: value.field, message: text },
                    related: channel.orderBy.origin ? [{ origin: channel.orderBy.origin, message: `Ordered by '${value.field}'` }] : [],
                });
            }
        }
        for (const message of keyless) {
            const aggregate = aggregateOf(message, graph);
            const channel = channels.get(message.id);
            const field = message.fields.find(({ name }) => name === aggregate?.key);
            const fixes = field ? [markAsKey(field)] : [];
            if (aggregate) {
                report({
                    origin: message.origin,
                    message: 'ofAggregate',
                    data: { message: message.name, aggregate: aggregate.name, suggestion: keyOf(message, aggregate) },
                    related: [{ origin: aggregate.keyOrigin, message: `'${aggregate.name}' is found by '${aggregate.key}'` }],
                    fixes,
                });
            } else if (channel) {
                report({
                    origin: message.origin,
                    message: 'onChannel',
                    data: { message: message.name, channel: channel.name },
                    related: channel.orderBy.origin ? [{ origin: channel.orderBy.origin, message: `'${channel.name}' keeps order by key` }] : [],
                    fixes,
                });
            }
        }
    },
});

/** The first aggregate that decides on a message, tells it or evolves by it. */
function aggregateOf({ id }: Message, graph: FlowGraph): Aggregate | undefined {
    for (const { kind, by } of graph.usesOf(id)) {
        const part = kind === 'handles' || kind === 'publishes' || kind === 'evolves' ? graph.part(by) : undefined;
        if (part?.kind === 'aggregate') return part;
    }
    return undefined;
}

function keyOf({ fields }: Message, { key }: Aggregate): string {
    return fields.some(({ name }) => name === key) ? `key ${key}` : `key ${key}: …`;
}

function markAsKey({ name, origin: { uri, range: { start } } }: Message['fields'][number]): Fix {
    return { title: `Make '${name}' the key`, safe: false, edits: [{ uri, range: { start, end: start }, newText: 'key ' }] };
}
