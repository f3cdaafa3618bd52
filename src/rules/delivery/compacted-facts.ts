import type { Field, Message } from '../../model/flow-model.js';
import type { TypeIndex } from '../../model/type-index.js';
import { defineRule } from '../rule.js';

/** Compaction on events of which each tells only a part. */
export const compactedFacts = defineRule({
    id: 'delivery/compacted-facts',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A topic is compacted, but its events do not each tell the whole state of their key.',
    reason: 'Of each key compaction keeps the last message, whatever it is. Where every event tells a part of the story, the last one is all that is left of it.',
    bad: `context Customers {
  event CustomerNamed {
    key customerId: uuid
    name: string
  }
  event CustomerMoved {
    key customerId: uuid
    city: string
  }
  topic Directory {
    carries CustomerNamed, CustomerMoved
    compact
  }
  service Registry { every 1 hour -> CustomerNamed and CustomerMoved }
  service Letters {
    on CustomerNamed by code
    on CustomerMoved by code
  }
}
`,
    good: `context Customers {
  event CustomerDescribed {
    key customerId: uuid
    name: string
    city: string
  }
  topic Directory {
    carries CustomerDescribed
    compact
  }
  service Registry { every 1 hour -> CustomerDescribed }
  service Letters { on CustomerDescribed by code }
}
`,
    whenToTurnOff: 'Where what the last event does not tell is known from somewhere else.',
    source: [{ title: 'Apache Kafka: Log Compaction', url: 'https://kafka.apache.org/documentation/#compaction' }],
    messages: {
        partial: "'{topic}' keeps the last message of each key: after '{event}' nothing is left of '{field}', which '{other}' tells. Let every event tell the whole state, or keep all of them.",
        keyless: "'{topic}' keeps the last message of each key, but '{event}' has no key: which of its messages stay is anybody's guess. Mark a field as 'key'.",
    },
    check({ model, graph, types, report }) {
        const endings = findEndings(model.projections.flatMap(({ evolutions }) => evolutions));
        return {
            channel({ kind, name, compact, carries, origin: declared }) {
                if (kind !== 'topic' || !compact.value) return;
                const related = [{ origin: compact.origin ?? declared, message: `'${name}' is compacted` }];
                const events = carries.flatMap(({ target, origin }) => {
                    const message = graph.message(target);
                    return message ? [{ message, origin, ends: endings.has(message.id) || statesOf(message, types).length === 0 }] : [];
                });
                for (const { message, origin, ends } of events) {
                    if (!message.fields.some(({ role }) => role === 'key')) {
                        report({ origin, message: 'keyless', data: { topic: name, event: message.name }, related });
                        continue;
                    }
                    const missing = ends ? undefined : findMissing(message, events.filter(other => !other.ends).map(other => other.message), types);
                    if (!missing) continue;
                    report({
                        origin,
                        message: 'partial',
                        data: { topic: name, event: message.name, field: missing.field.name, other: missing.of.name },
                        related: [...related, { origin: missing.field.origin, message: `'${missing.of.name}' tells '${missing.field.name}'` }],
                    });
                }
            },
        };
    },
});

/** Events after which read models forget what they knew: with them a key may well end. */
function findEndings(evolutions: readonly { event: { target?: string }; statements: readonly { kind: string }[]; byCode: boolean }[]): Set<string> {
    const endings = new Set<string>();
    const others = new Set<string>();
    for (const { event: { target }, statements } of evolutions) {
        if (target !== undefined) (statements.some(({ kind }) => kind === 'delete') ? endings : others).add(target);
    }
    return new Set([...endings].filter(id => !others.has(id)));
}

/** The fields that tell of a state; a time tells when something happened. */
function statesOf({ fields }: Message, types: TypeIndex): Field[] {
    return fields.filter(({ role, type }) => {
        const resolved = types.underlying(type);
        return role !== 'key' && !(resolved?.kind === 'primitive' && ['date', 'time', 'timestamp', 'duration'].includes(resolved.name));
    });
}

function findMissing(message: Message, others: readonly Message[], types: TypeIndex): { field: Field; of: Message } | undefined {
    for (const of of others) {
        const field = statesOf(of, types).find(({ name }) => !message.fields.some(own => own.name === name));
        if (field) return { field, of };
    }
    return undefined;
}
