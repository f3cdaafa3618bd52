import { isIdIn } from '../../model/by-id.js';
import type { Reference } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';
import { usesAcross } from './context-dependencies.js';

/** A message or query of another context that is not `public`. */
export const privateMessage = defineRule({
    id: 'coupling/private-message',
    since: '0.1.0',
    set: 'recommended@1',
    severity: 'error',
    fix: 'unsafe',
    summary: 'A part uses a message or a query of another context that is not `public`.',
    reason: 'What a context keeps to itself it may change at any time. `public` is its promise to others, so that a change that breaks them is noticed.',
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  service Orders { every 1 hour -> OrderPlaced }
}
context Shipping {
  service Dispatch { on Ordering.OrderPlaced }
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  service Orders { every 1 hour -> OrderPlaced }
}
context Shipping {
  service Dispatch { on Ordering.OrderPlaced }
}
`,
    whenToTurnOff: 'While contexts are still being cut out of one that had no borders; a baseline keeps what is there.',
    messages: {
        private: "'{name}' is private to '{owner}', which may change it without asking '{user}'. Declare it as 'public {kind}', or do without it.",
    },
    check({ model, graph, wordBefore, report }) {
        const look = (context: string, { target, origin }: Pick<Reference, 'target' | 'origin'>) => {
            if (target === undefined || isIdIn(context, target)) return;
            const used = graph.message(target) ?? graph.query(target);
            if (!used || used.public || used.context === context) return;
            const kind = 'kind' in used ? used.kind : 'query';
            const keyword = wordBefore(used.origin);
            report({
                origin,
                message: 'private',
                data: { name: used.name, owner: used.context, user: context, kind },
                related: [{ origin: used.origin, message: `'${used.name}' is declared without 'public'` }],
                fixes: keyword?.word === kind
                    ? [{ title: `Make '${used.id}' public`, safe: false, edits: [{ uri: used.origin.uri, range: { start: keyword.range.start, end: keyword.range.start }, newText: 'public ' }] }]
                    : [],
            });
        };
        for (const { from, use: { message, origin } } of usesAcross(graph)) look(from, { target: message, origin });
        for (const { context, implied, carries } of model.channels) if (!implied) for (const reference of carries) look(context, reference);
    },
});
