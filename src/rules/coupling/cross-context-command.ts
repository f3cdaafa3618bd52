import type { ContextRelation } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';
import { findDependencies } from './context-dependencies.js';

type RelationKind = NonNullable<ContextRelation['kind']>;

/** Commands that one context sends to another without a relation that says so. */
export const crossContextCommand = defineRule({
    id: 'coupling/cross-context-command',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'info',
    summary: 'A context sends commands to another, and does not say in which relation it stands to it.',
    reason: 'A command ties its sender to the context that must carry it out: it has to be there, to agree, and to stay as it is. Such a tie is worth a word, so that it is one that was wanted.',
    bad: `context Ordering {
  public command PlaceOrder { key orderId: uuid }
  service Orders { handle PlaceOrder -> send Billing.CapturePayment }
}

context Billing {
  public command CapturePayment { key orderId: uuid }
  service Payments { handle CapturePayment }
}
`,
    good: `context Ordering {
  uses Billing as customer

  public command PlaceOrder { key orderId: uuid }
  service Orders { handle PlaceOrder -> send Billing.CapturePayment }
}

context Billing {
  public command CapturePayment { key orderId: uuid }
  service Payments { handle CapturePayment }
}
`,
    whenToTurnOff: 'Where the relations between contexts are kept elsewhere than in the specification.',
    source: [{ title: 'Eric Evans: Domain-Driven Design Reference, Context Mapping', url: 'https://www.domainlanguage.com/ddd/reference/' }],
    options: {
        properties: {
            allow: {
                type: 'array', items: { enum: ['customer', 'conformist', 'partner', 'anticorruption'] }, uniqueItems: true,
                description: 'The relations in which a context may send commands to the one that it uses.',
            },
        },
        defaults: { allow: ['customer', 'partner', 'anticorruption'] as readonly RelationKind[] },
    },
    messages: {
        undeclared: "'{context}' sends '{other}' commands, such as '{command}': it depends on what '{other}' does and when. Say so with 'uses {other} as {relation}'{otherwise}.",
        kind: "'{context}' sends '{other}' commands, such as '{command}', but only says 'uses {other}{kind}'. Say in which relation it tells the other what to do, with 'uses {other} as {relation}'{otherwise}.",
    },
    check({ graph, options, report }) {
        for (const { from, to, uses } of findDependencies({ graph }, ['sends'])) {
            const { relations } = graph.context(from)!;
            const declared = relations.filter(({ context }) => context.target === to);
            // Where others are declared, that this one is missing is told by another rule.
            if (declared.length === 0 && relations.length > 0) continue;
            if (declared.some(({ kind }) => kind !== undefined && options.allow.includes(kind))) continue;
            const [first, ...others] = uses;
            const data = {
                context: from, other: to, command: graph.message(first!.message)!.name,
                relation: graph.isExternal({ context: to }) ? 'anticorruption' : 'customer',
                // Another system does not come to listen.
                otherwise: graph.isExternal({ context: to }) ? '' : `, or publish an event that '${to}' reacts to`,
            };
            const related = [...declared, ...others].slice(0, 5).map(place => ({ origin: place.origin, message: 'by' in place ? `'${place.by}' sends another` : 'The relation' }));
            if (declared.length === 0) report({ origin: first!.origin, message: 'undeclared', data, related });
            else {
                const [{ kind }] = declared as [ContextRelation];
                report({ origin: first!.origin, message: 'kind', data: { ...data, kind: kind === undefined ? '' : ` as ${kind}` }, related });
            }
        }
    },
});
