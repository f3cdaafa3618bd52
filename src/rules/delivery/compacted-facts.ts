import type { Evolution, Field, Message, Projection } from '../../model/flow-model.js';
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
        let known: ReadonlySet<string> | undefined;
        return {
            channel({ kind, name, compact, carries, origin: declared }) {
                if (kind !== 'topic' || !compact.value) return;
                const endings = known ??= findEndings(model.projections);
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
function findEndings(projections: readonly Projection[]): ReadonlySet<string> {
    const endings = new Set<string>();
    for (const { evolutions } of projections) {
        for (const evolution of evolutions) if (evolution.event.target !== undefined && forgets(evolution)) endings.add(evolution.event.target);
    }
    // One by which some read model forgets and another learns ends nothing.
    for (const { evolutions } of projections) {
        for (const evolution of evolutions) if (endings.has(evolution.event.target ?? '') && !forgets(evolution)) endings.delete(evolution.event.target!);
    }
    return endings;
}

function forgets({ statements }: Evolution): boolean {
    return statements.some(({ kind }) => kind === 'delete');
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
