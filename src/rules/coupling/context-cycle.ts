import { circles, shortestCircle } from '../../model/graph-walk.js';
import { defineRule } from '../rule.js';
import { byDependent, commandCirclesIn, findDependencies, relateDependency, toSuccessors } from './context-dependencies.js';

/** Contexts that depend on each other in a circle. */
export const contextCycle = defineRule({
    id: 'coupling/context-cycle',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    summary: 'Contexts depend on messages of each other in a circle, and do not say that they are partners.',
    reason: 'None of them can be understood, changed or tested without the others, so the borders between them give nothing for what they cost.',
    bad: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  service Orders {
    every 1 hour -> OrderPlaced
    on Billing.PaymentCaptured
  }
}

context Billing {
  public event PaymentCaptured { key orderId: uuid }
  service Payments { on Ordering.OrderPlaced -> PaymentCaptured }
}
`,
    good: `context Ordering {
  uses Billing as partner

  public event OrderPlaced { key orderId: uuid }
  service Orders {
    every 1 hour -> OrderPlaced
    on Billing.PaymentCaptured
  }
}

context Billing {
  public event PaymentCaptured { key orderId: uuid }
  service Payments { on Ordering.OrderPlaced -> PaymentCaptured }
}
`,
    whenToTurnOff: 'Where contexts are parts of one program that one team changes as a whole.',
    source: [{ title: 'Eric Evans: Domain-Driven Design Reference, Partnership', url: 'https://www.domainlanguage.com/ddd/reference/' }],
    messages: {
        circle: "Contexts depend on each other in a circle: {path}. None of them can change alone. Turn one of the steps round, for instance into an event that is listened to, or say 'uses … as partner' where two of them are changed together.",
    },
    check({ graph, report }) {
        const arePartners = (one: string, other: string) => graph.context(one)!.relations.some(({ kind, context }) => kind === 'partner' && context.target === other);
        const dependencies = findDependencies({ graph }, ['sends', 'reacts', 'evolves']).filter(({ from, to }) => !arePartners(from, to) && !arePartners(to, from));
        const byCommands = commandCirclesIn(graph);
        const next = toSuccessors(dependencies);
        const dependenciesOf = byDependent(dependencies);
        for (const group of circles(next)) {
            // Those are told, as one, by the rule about them.
            if (byCommands.some(({ contexts }) => group.every(context => contexts.includes(context)))) continue;
            const start = graph.context(group.sort()[0]!)!;
            const path = shortestCircle(start.id, next, new Set(group))!;
            const hops = path.map((from, index) => dependenciesOf.get(from)!.find(({ to }) => to === path[(index + 1) % path.length])!);
            report({
                origin: start.origin,
                message: 'circle',
                data: { path: [...path, start.id].map(context => `'${context}'`).join(' → ') },
                related: hops.map(hop => relateDependency(hop, { graph })),
            });
        }
    },
});
