import type { Aggregate, FlowModel } from '../../model/flow-model.js';
import { oncePer } from '../../model/once-per.js';

/** The aggregates that apply each event, by its id. */
export const appliersOf = oncePer(({ aggregates }: FlowModel): ReadonlyMap<string, ReadonlySet<Aggregate>> => {
    const found = new Map<string, Set<Aggregate>>();
    for (const aggregate of aggregates) {
        for (const { event: { target } } of aggregate.evolutions) {
            if (target === undefined) continue;
            const others = found.get(target);
            if (others) others.add(aggregate);
            else found.set(target, new Set([aggregate]));
        }
    }
    return found;
});
