import type { Aggregate } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';
import { publishedBy } from '../../model/told-events.js';
import { accumulates } from '../../model/states/accumulation.js';

/** A read model that cannot be built again from what its topic keeps. */
export const rebuildWithoutHistory = defineRule({
    id: 'delivery/rebuild-without-history',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A read model cannot be built again from what its topic, or anything else, keeps.',
    reason: 'A read model may be thrown away at any time, because events build it again. Where the events before the last are gone, or some were never delivered, what comes out is another number each time.',
    bad: `context Inventory {
  event StockMoved {
    key sku: string
    quantity: int
  }
  topic Movements {
    carries StockMoved
    compact
  }
  service Scales { every 1 hour -> StockMoved }
  projection StockLevel by sku {
    available: int = 0
    on StockMoved { available += event.quantity }
    query LevelOf(sku: string) returns StockLevel?
      where state.sku == query.sku
  }
}
`,
    good: `context Inventory {
  event StockMoved {
    key sku: string
    quantity: int
  }
  topic Movements {
    carries StockMoved
    retain forever
  }
  service Scales { every 1 hour -> StockMoved }
  projection StockLevel by sku {
    available: int = 0
    on StockMoved { available += event.quantity }
    query LevelOf(sku: string) returns StockLevel?
      where state.sku == query.sku
  }
}
`,
    whenToTurnOff: 'Where the read model is an estimate that is thrown away with the day.',
    source: [{ title: 'Martin Fowler: Event Sourcing, Complete Rebuild', url: 'https://martinfowler.com/eaaDev/EventSourcing.html' }],
    messages: {
        compacted: "'{projection}' adds up every '{event}', but '{topic}' keeps only the last one of each key: built again, it would be a different number. Keep all of them, or let the event tell the sum.",
        lossy: "'{projection}' adds up every '{event}', but '{topic}' delivers at most once: what was lost is missing from then on, and nobody knows. Write 'deliver at-least-once', or let the event tell the sum.",
        forgotten: "'{projection}' is built from '{event}', which '{topic}' keeps for a time only, and '{aggregate}' stores its state without its events: after that nothing can build '{projection}' again. Write 'retain forever', or 'store events'.",
    },
    check({ model, graph, report }) {
        const forgetful = new Map<string, Aggregate>();
        for (const aggregate of model.aggregates) {
            if (aggregate.store.value !== 'state') continue;
            for (const { message: { target } } of publishedBy(aggregate)) if (target !== undefined) forgetful.set(target, aggregate);
        }
        return {
            evolution(evolution, part) {
                const { target, origin } = evolution.event;
                // Another system's parts are not ours to build again.
                if (part.kind !== 'projection' || target === undefined || graph.isExternal(part)) return;
                const needsAll = accumulates(evolution);
                const aggregate = part.window === undefined ? forgetful.get(target) : undefined;
                const topic = !needsAll && !aggregate ? undefined : graph.channelOf(target);
                if (!topic) return;
                const { compact, deliver, retain } = topic;
                const data = () => ({ projection: part.name, event: graph.message(target)!.name, topic: topic.name });
                if (needsAll && compact.value) {
                    report({ origin, message: 'compacted', data: data(), related: [{ origin: compact.origin ?? topic.origin, message: `'${topic.name}' is compacted` }] });
                } else if (needsAll && deliver.value === 'at-most-once') {
                    report({ origin, message: 'lossy', data: data(), related: [{ origin: deliver.origin ?? topic.origin, message: `'${topic.name}' delivers at most once` }] });
                } else if (aggregate && !compact.value && retain.value.kind !== 'forever') {
                    report({
                        origin,
                        message: 'forgotten',
                        data: { ...data(), aggregate: aggregate.name },
                        related: [
                            { origin: aggregate.store.origin ?? aggregate.origin, message: `'${aggregate.name}' stores its state alone` },
                            { origin: retain.origin ?? topic.origin, message: `'${topic.name}' forgets` },
                        ],
                    });
                }
            },
        };
    },
});
