import type { Field, Type } from '../../model/flow-model.js';
import type { TypeIndex } from '../../model/type-index.js';
import { defineRule } from '../rule.js';
import { orderField } from './order-need.js';

/** A key that may be missing, that can be written in several ways, or that has to be forgotten one day. */
export const unstableKey = defineRule({
    id: 'ordering/unstable-key',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    summary: 'A key is optional, a fraction, a list or a record, or personal data.',
    reason: 'A key is compared letter by letter, for as long as the thing exists. What may be missing, has several spellings or must be erased on request cannot keep messages together.',
    bad: `context Metering {
  event PriceMeasured {
    key weight: float
    sku: string
  }
  service Meter { every 1 hour -> PriceMeasured }
  service Archive { on PriceMeasured by code }
}
`,
    good: `context Metering {
  event PriceMeasured {
    key sku: string
    weight: float
  }
  service Meter { every 1 hour -> PriceMeasured }
  service Archive { on PriceMeasured by code }
}
`,
    whenToTurnOff: 'Where keys follow the contract of a partner who cannot change them.',
    source: [{ title: 'CloudEvents: Partitioning Extension', url: 'https://github.com/cloudevents/spec/blob/main/cloudevents/extensions/partitioning.md' }],
    messages: {
        optional: "'{field}' orders '{message}' and may be missing: messages without it have no place in the order. Make it required, or order by another field.",
        fraction: "'{field}' orders '{message}' and is a {type}: 1.0 and 1.00 are the same number and two keys. Order by an identifier.",
        composite: "'{field}' orders '{message}' and is {type}: as a key it has no one spelling. Order by an identifier inside it.",
        personal: "'{field}' orders '{message}' and is marked '@pii': it changes, must be erased on request, and stands in places where nobody can erase it. Order by an identifier that says nothing of the person.",
    },
    check({ graph, types, report }) {
        const judged = new Set<Field>();
        const judge = (field: Field, message: string) => {
            const { name, type: written, annotations, origin } = field;
            if (annotations.length === 0 && isPlain(written)) return;
            const type = types.underlying(written);
            const isFraction = type?.kind === 'primitive' && (type.name === 'float' || type.name === 'decimal');
            const composite = type && describeComposite(type, types);
            const isPersonal = annotations.some(annotation => annotation.name === 'pii');
            if ((!isFraction && composite === undefined && !type?.optional && !isPersonal) || judged.has(field)) return;
            judged.add(field);
            const found = { origin, data: { field: name, message } };
            if (isFraction) report({ origin, message: 'fraction', data: { ...found.data, type: type.name } });
            else if (composite !== undefined) report({ origin, message: 'composite', data: { ...found.data, type: composite } });
            else report({ ...found, message: type?.optional ? 'optional' : 'personal' });
        };
        return {
            message(message) {
                for (const field of message.fields) if (field.role === 'key' && !graph.isExternal(message)) judge(field, message.name);
            },
            channel(channel) {
                // By key the messages' own keys count, which have been looked at.
                if (channel.orderBy.value.kind !== 'field') return;
                for (const { target } of channel.carries) {
                    const message = graph.message(target);
                    const field = message && orderField(channel, message);
                    if (field && !graph.isExternal(message)) judge(field, message.name);
                }
            },
        };
    },
});

/** What most keys are, and good ones. */
function isPlain(type: Type): boolean {
    return type.kind === 'primitive' && (type.name === 'uuid' || type.name === 'string') && !type.optional;
}

/** What a type is that has no one spelling; undefined of what has. */
function describeComposite(type: Type, types: TypeIndex): string | undefined {
    switch (type.kind) {
        case 'primitive': return type.name === 'json' ? 'json' : undefined;
        case 'list': return 'a list';
        case 'map': return 'a map';
        case 'union': return 'one of several types';
        case 'named': return types.declaredFields(type.reference.target ?? '') ? 'a record' : undefined;
    }
}
