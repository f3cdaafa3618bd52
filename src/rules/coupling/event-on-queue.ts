import { defineRule } from '../rule.js';

/** A queue that carries an event. */
export const eventOnQueue = defineRule({
    id: 'coupling/event-on-queue',
    since: '0.1.0',
    set: 'recommended@1',
    severity: 'error',
    summary: 'A queue carries an event.',
    reason: 'A queue gives each message to one consumer, but an event is for everybody who listens: a second subscriber would take it away from the first.',
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  queue Orders { carries OrderPlaced }
  service Mailer { on OrderPlaced }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders { carries OrderPlaced }
  service Mailer { on OrderPlaced }
}
`,
    whenToTurnOff: 'It is a matter of the language itself: leave it on. Several workers that share a subscription need no queue: they have the same `group`.',
    messages: {
        carriesEvent: "The queue '{queue}' carries the event '{event}': each would reach only one of those who listen. Carry it by a topic.",
    },
    check: ({ graph, report }) => ({
        channel({ kind, name, carries }) {
            if (kind !== 'queue') return;
            for (const { target, origin } of carries) {
                const message = graph.message(target);
                if (message?.kind !== 'event') continue;
                report({
                    origin,
                    message: 'carriesEvent',
                    data: { queue: name, event: message.name },
                    related: [{ origin: message.origin, message: `'${message.name}' is declared as an event` }],
                });
            }
        },
    }),
});
