import { defineRule } from '../rule.js';

/** A context that nobody owns. */
export const noOwner = defineRule({
    id: 'coupling/no-owner',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    summary: 'Nobody owns a context, or the public messages and queries of it.',
    reason: 'Whoever depends on it has nobody to ask: when a message comes wrong or late, when it is to change, or when it is no longer needed.',
    bad: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
}
`,
    good: `context Ordering {
  owner "team-orders"

  public event OrderPlaced { key orderId: uuid }
}
`,
    whenToTurnOff: 'Where one team owns all there is, or where owners are kept elsewhere, such as in a file of code owners.',
    messages: {
        public: "Nobody owns '{context}', and others depend on what it makes public, such as '{member}'. Say whom they can ask: owner \"team-…\".",
        private: "Nobody owns '{context}'. Say whom others can ask about it: owner \"team-…\".",
    },
    check({ model, report }) {
        // Who answers for another system is not always known here.
        const unowned = model.contexts.filter(({ external, owner }) => !external && (owner ?? '').trim() === '');
        if (unowned.length === 0) return;
        const open = new Map<string, string>();
        for (const members of [model.messages, model.queries]) for (const member of members) if (member.public && !open.has(member.context)) open.set(member.context, member.name);
        for (const { id, name, origin } of unowned) {
            const member = open.get(id);
            if (member === undefined) report({ origin, message: 'private', data: { context: name } });
            else report({ origin, message: 'public', data: { context: name, member } });
        }
    },
});
