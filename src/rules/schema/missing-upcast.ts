import type { Message } from '../../model/flow-model.js';
import type { FlowGraph } from '../../model/graph.js';
import { fieldsLackedAfterUpcast, nextVersionOf, versionsOf } from '../../model/versions.js';
import { defineRule } from '../rule.js';

/** An older version of a message that nobody can read any more. */
export const missingUpcast = defineRule({
    id: 'schema/missing-upcast',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'An older version of a message is declared, and no upcast makes it the latest.',
    reason: 'Consumers are written for the latest version. What a topic still holds of an older one, or a publisher still sends, none of them can read: it ends in their dead letter queues.',
    source: [{ title: 'Greg Young, Versioning in an Event Sourced System', url: 'https://leanpub.com/esversioning' }],
    bad: `context Ordering {
  event OrderPlaced version 1 { key orderId: uuid }
  event OrderPlaced version 2 {
    key orderId: uuid
    channel: string
  }
}
`,
    good: `context Ordering {
  event OrderPlaced version 1 { key orderId: uuid }
  event OrderPlaced version 2 {
    key orderId: uuid
    channel: string
    upcast from 1 { channel = "web" }
  }
}
`,
    whenToTurnOff: 'Where old messages are gone before a new version is published, as in queues that are drained first; then the old version can be removed as well.',
    messages: {
        none: "Nothing makes version {version} of '{message}' a later one, so no consumer can read what there still is of it: that ends in dead letter queues. Write '{example}' in version {next}, or remove version {version} when none is left.",
        logged: "Nothing makes version {version} of '{message}' a later one, and the log keeps its events for good: {parts} cannot read them any more. A load or replay that meets one fails, a rebuild passes it over, and what still arrives ends in dead letter queues. Write '{example}' in version {next}.",
        lacks: "The upcast of '{message}' from version {version} gives {fields} no value, so no consumer can read a message of that version: it ends in dead letter queues. Add '{example}' to it, or make the field optional.",
    },
    check({ model, graph, types, report }) {
        for (const versions of versionsOf(model)) {
            const latest = versions.at(-1)!;
            if (graph.isExternal(latest)) continue;
            for (const older of versions.slice(0, -1)) {
                const next = nextVersionOf(older, versions);
                const { name, version, origin } = older;
                if (!next) {
                    const following = versions[versions.indexOf(older) + 1]!;
                    const keepers = readersOfTheLog(latest, graph);
                    const data = { message: name, version, next: following.version, example: `upcast from ${version} { … }` };
                    const related = [{ origin: following.origin, message: `Version ${following.version}` }];
                    if (keepers.length === 0) report({ origin, message: 'none', data, related });
                    else report({ origin, message: 'logged', data: { ...data, parts: keepers.map(keeper => `'${keeper}'`).join(', ') }, related });
                    continue;
                }
                const lacked = fieldsLackedAfterUpcast(older, next, types);
                const [first] = lacked;
                if (!first) continue;
                report({
                    origin: next.upcasts.find(({ from }) => from === version)!.origin,
                    message: 'lacks',
                    data: { message: name, version, fields: lacked.map(field => `'${field.name}'`).join(', '), example: `${first.name} = …` },
                    related: lacked.map(field => ({ origin: field.origin, message: `'${field.name}' must have a value` })),
                });
            }
        }
    },
});

/** Aggregates that keep an event, and projections that are made of it. */
function readersOfTheLog({ id }: Message, graph: FlowGraph): string[] {
    const parts = [...graph.publishersOf(id), ...graph.consumersOf(id)].flatMap(({ by }) => graph.part(by) ?? []);
    return [...new Set(parts.filter(part => part.kind === 'projection' || (part.kind === 'aggregate' && part.store.value === 'events')).map(part => part.id))];
}
