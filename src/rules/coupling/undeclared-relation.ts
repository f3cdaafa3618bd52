import type { UseKind } from '../../model/graph.js';
import { defineRule } from '../rule.js';
import { findDependencies } from './context-dependencies.js';

/** A context that is used and not among those that are said to be. */
export const undeclaredRelation = defineRule({
    id: 'coupling/undeclared-relation',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    fix: 'unsafe',
    summary: 'A context says which others it uses, and sends commands to one that it does not name.',
    reason: 'Whoever reads what a context `uses` takes it for the whole of it: when the missing one changes, nobody here is asked.',
    bad: `context Ordering {
  uses Inventory as customer

  public command PlaceOrder { key orderId: uuid }
  service Orders { handle PlaceOrder -> send Billing.CapturePayment }
}

context Inventory {}

context Billing {
  public command CapturePayment { key orderId: uuid }
  service Payments { handle CapturePayment }
}
`,
    good: `context Ordering {
  uses Inventory as customer
  uses Billing as customer

  public command PlaceOrder { key orderId: uuid }
  service Orders { handle PlaceOrder -> send Billing.CapturePayment }
}

context Inventory {}

context Billing {
  public command CapturePayment { key orderId: uuid }
  service Payments { handle CapturePayment }
}
`,
    whenToTurnOff: 'Where `uses` names the most important relations only. A context that declares none at all is not judged.',
    source: [{ title: 'Eric Evans: Domain-Driven Design Reference, Context Mapping', url: 'https://www.domainlanguage.com/ddd/reference/' }],
    options: {
        properties: { events: { type: 'boolean', description: 'Judge the events of other contexts that are taken as well, not only the commands that are sent.' } },
        defaults: { events: false },
    },
    messages: {
        command: "'{context}' sends '{other}' the command '{message}', and '{other}' is not among the contexts that it says it uses. Add 'uses {other}', or do without.",
        event: "'{context}' takes the event '{message}' from '{other}', and '{other}' is not among the contexts that it says it uses. Add 'uses {other}', or do without.",
    },
    check({ graph, options, report }) {
        const kinds: UseKind[] = options.events ? ['sends', 'reacts', 'evolves'] : ['sends'];
        for (const { from, to, uses } of findDependencies({ graph }, kinds)) {
            const { relations } = graph.context(from)!;
            const last = relations.at(-1);
            // A relation to what is not there may have been meant for this one.
            if (!last || relations.some(({ context }) => context.target === to || context.target === undefined)) continue;
            const [first, ...others] = uses;
            const { uri, range: { start } } = last.origin;
            const kind = first!.kind === 'sends' ? 'command' : 'event';
            const relation = `uses ${to} as ${graph.isExternal({ context: to }) ? 'anticorruption' : kind === 'command' ? 'customer' : 'conformist'}`;
            report({
                origin: first!.origin,
                message: kind,
                data: { context: from, other: to, message: graph.message(first!.message)!.name },
                related: others.slice(0, 5).map(use => ({ origin: use.origin, message: `'${use.by}' uses it as well` })),
                fixes: [{ title: `Add '${relation}'`, safe: false, edits: [{ uri, range: { start, end: start }, newText: `${relation}\n${' '.repeat(start.character)}` }] }],
            });
        }
    },
});
