import { circles, shortestCircle, type Successors } from '../../model/graph-walk.js';
import { defineRule } from '../rule.js';
import { findCertainOutputs } from './certain-outputs.js';
import { verbOf } from './related-uses.js';

/** A message that leads to itself again, every time. */
export const messageLoop = defineRule({
    id: 'coupling/message-loop',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'error',
    summary: 'A message leads to itself again, without a condition or a choice on the way.',
    reason: 'One message is enough to keep the system busy for ever: it goes round and round, and each further one goes round beside it.',
    bad: `context Ordering {
  event OrderPriced { key orderId: uuid }
  command PriceOrder { key orderId: uuid }
  service Pricing { handle PriceOrder -> OrderPriced }
  service Repricing { on OrderPriced -> send PriceOrder }
}
`,
    good: `context Ordering {
  event OrderPriced { key orderId: uuid  final: boolean }
  command PriceOrder { key orderId: uuid }
  service Pricing { handle PriceOrder -> OrderPriced }
  service Repricing { on OrderPriced where not event.final -> send PriceOrder }
}
`,
    whenToTurnOff: 'Where a circle is the point, such as a system that measures without end. What goes round by a queue with a `delay`, by a timer or by a schedule is not reported.',
    messages: {
        loop: "'{message}' leads to itself again: {path}. Nothing on the way stops it, so a single one goes round for ever. Put a condition or a choice on the way ('where', 'when', 'A or B', 'A?'), or take one of the steps out.",
    },
    check({ model, graph, report }) {
        const next: Successors = new Map();
        // What waits in its queue for a while goes round at a pace that somebody has chosen.
        const all = findCertainOutputs({ model, graph });
        const causes = new Set(all.map(({ cause }) => cause));
        const outputs = all.filter(({ message }) => causes.has(message) && !graph.channelOf(message)?.delay);
        for (const { cause, message } of outputs) {
            const others = next.get(cause);
            if (others) others.push(message);
            else next.set(cause, [message]);
        }
        for (const group of circles(next)) {
            const path = shortestCircle(group.sort()[0]!, next, new Set(group))!;
            const hops = path.map((from, index) => outputs.find(({ cause, message }) => cause === from && message === path[(index + 1) % path.length])!);
            const name = (id: string) => graph.message(id)!.name;
            report({
                origin: hops[0]!.origin,
                message: 'loop',
                data: { message: name(path[0]!), path: [...path, path[0]!].map(id => `'${name(id)}'`).join(' → ') },
                related: hops.map(hop => ({ origin: hop.origin, message: `Because of '${name(hop.cause)}', '${hop.by}' ${verbOf(hop)} '${name(hop.message)}'` })),
            });
        }
    },
});
