import type { RelatedPlace } from '../../model/diagnostic.js';
import type { Channel, Field, Message, Reference } from '../../model/flow-model.js';
import type { FlowGraph } from '../../model/graph.js';
import { readersOf } from '../../model/readers.js';
import { publishedBy } from '../../model/told-events.js';
import { defineRule } from '../rule.js';
import { addressField, addressedSteps, orderedPair } from './order-need.js';

/** Messages that are kept in order by another field than the one by which their part finds what they belong to. */
export const keyMismatch = defineRule({
    id: 'ordering/key-mismatch',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'Messages are kept in order by another key than that of the aggregate, projection or process that takes them.',
    reason: 'Order holds among messages of one key. Those of one aggregate that have different keys are worked on at the same time and in any order, and it decides by a state that is not the last.',
    bad: `context Ordering {
  public command PlaceOrder {
    key customerId: uuid
    orderId: uuid
  }
  event OrderPlaced { key orderId: uuid }
  aggregate Order by orderId {
    placed: boolean = false
    handle PlaceOrder
      when state.placed -> reject "the order has been placed"
      otherwise -> OrderPlaced
    on OrderPlaced { placed = true }
  }
  service Mailer { on OrderPlaced by code }
}

actor Customer { sends Ordering.PlaceOrder }
`,
    good: `context Ordering {
  public command PlaceOrder {
    key orderId: uuid
    customerId: uuid
  }
  event OrderPlaced { key orderId: uuid }
  aggregate Order by orderId {
    placed: boolean = false
    handle PlaceOrder
      when state.placed -> reject "the order has been placed"
      otherwise -> OrderPlaced
    on OrderPlaced { placed = true }
  }
  service Mailer { on OrderPlaced by code }
}

actor Customer { sends Ordering.PlaceOrder }
`,
    whenToTurnOff: 'Suppress it where the key is coarser on purpose: an order belongs to one customer for ever, so that messages in order by customer are in order by order as well.',
    source: [{ title: 'Apache Kafka: The Producer', url: 'https://kafka.apache.org/documentation/#theproducer' }],
    messages: {
        command: "'{part}' is found by '{address}', but '{message}' is kept in order by '{field}': two commands to one '{part}' may be worked on at the same time. Make '{address}' the key of '{message}'.",
        told: "'{part}' is found by '{address}', but tells '{message}' with the key '{field}': what happens to one '{part}' may arrive in any order. Make '{address}' the key of '{message}'.",
        mixed: "'{part}' is found by '{address}', and to it the order of '{message}' and '{other}' matters, but '{channel}' orders one by '{field}' and the other by '{otherField}', and so not at all among each other. Give both the key '{address}'.",
    },
    check({ model, graph, report }) {
        /** A message that is kept in order by another field than `address`; without that field it could not be found at all, which is told elsewhere. */
        const mismatch = ({ target }: Reference, address: string | undefined): { message: Message; field: Field } | undefined => {
            const message = graph.message(target);
            const field = message && keyOf(message);
            return message && field && field.name !== address && hasField(message, address) && isByKey(graph.channelOf(message.id)) ? { message, field } : undefined;
        };
        for (const aggregate of model.aggregates) {
            if (graph.isExternal(aggregate)) continue;
            const { name, key } = aggregate;
            const tell = ({ origin }: Reference, address: string, { message, field }: { message: Message; field: Field }, id: 'command' | 'told') => report({
                origin,
                message: id,
                data: { part: name, address, message: message.name, field: field.name },
                related: [keyPlace(message, field), { origin: aggregate.keyOrigin, message: `'${name}' is found by '${key}'` }],
            });
            for (const handling of aggregate.handles) {
                const address = addressField(aggregate, handling);
                const found = mismatch(handling.command, address);
                if (found) tell(handling.command, address!, found, 'command');
            }
            // Told once an event, where it is told last.
            const told = new Map<string | undefined, Reference>();
            for (const { message } of publishedBy(aggregate)) if (mismatch(message, key)) told.set(message.target, message);
            for (const reference of told.values()) tell(reference, key, mismatch(reference, key)!, 'told');
        }
        for (const { part, channel, messages } of readersOf(model).all) {
            if ((part.kind !== 'projection' && part.kind !== 'process') || messages.length < 2 || !isByKey(channel) || haveOneKey(messages, graph)) continue;
            const steps = new Map(addressedSteps(part).map(step => [step.message.target, step]));
            const fields = new Map(messages.map(id => [id, keyOf(graph.message(id)!)]));
            const isFoundByKey = (id: string) => fields.get(id)?.name === addressField(part, steps.get(id)!);
            // Two that have the same other key may well be in order by it, because it is coarser.
            const pair = orderedPair(part, new Set(messages), (one, other) => differ(fields.get(one), fields.get(other)) && !(isFoundByKey(one) && isFoundByKey(other)));
            if (!pair) continue;
            const [id, other] = isFoundByKey(pair[0]) ? [pair[1], pair[0]] : pair;
            const [message, field, otherMessage, otherField] = [graph.message(id)!, fields.get(id)!, graph.message(other)!, fields.get(other)!];
            report({
                origin: steps.get(id)!.message.origin,
                message: 'mixed',
                data: { part: part.name, address: part.key, message: message.name, other: otherMessage.name, channel: channel.name, field: field.name, otherField: otherField.name },
                related: [keyPlace(message, field), keyPlace(otherMessage, otherField)],
            });
        }
    },
});

function keyOf({ fields }: Message): Field | undefined {
    return fields.find(({ role }) => role === 'key');
}

/** Whether a channel orders by the messages' keys; whoever names another field to order by has thought of which. */
function isByKey(channel: Channel | undefined): boolean {
    return channel?.orderBy.value.kind === 'key';
}

/** True where all the keys that messages have are of one name. */
function haveOneKey(messages: readonly string[], graph: FlowGraph): boolean {
    const names = new Set(messages.flatMap(id => keyOf(graph.message(id)!)?.name ?? []));
    return names.size < 2;
}

function differ(one: Field | undefined, other: Field | undefined): boolean {
    return one !== undefined && other !== undefined && one.name !== other.name;
}

function hasField({ fields }: Message, name: string | undefined): boolean {
    return fields.some(field => field.name === name);
}

function keyPlace({ name }: Message, field: Field): RelatedPlace {
    return { origin: field.origin, message: `'${field.name}' is the key of '${name}'` };
}
