import { defineRule } from '../rule.js';

/** A topic that carries a command. */
export const commandOnTopic = defineRule({
    id: 'coupling/command-on-topic',
    since: '0.1.0',
    set: 'recommended@1',
    severity: 'error',
    summary: 'A topic carries a command.',
    reason: 'A topic gives each message to every subscriber, but a command is work for exactly one handler: it would be done once by each.',
    bad: `context Ordering {
  command ShipOrder { key orderId: uuid }
  topic Orders { carries ShipOrder }
  service Shipping { handle ShipOrder }
}
`,
    good: `context Ordering {
  command ShipOrder { key orderId: uuid }
  queue Orders { carries ShipOrder }
  service Shipping { handle ShipOrder }
}
`,
    whenToTurnOff: 'It is a matter of the language itself: leave it on. A topic of another system belongs into an `external` context, where nothing is carried.',
    messages: {
        carriesCommand: "The topic '{topic}' carries the command '{command}': every subscriber would get work that is for one handler. Carry it by a queue.",
    },
    check: ({ graph, report }) => ({
        channel({ kind, name, carries }) {
            if (kind !== 'topic') return;
            for (const { target, origin } of carries) {
                const message = graph.message(target);
                if (message?.kind !== 'command') continue;
                report({
                    origin,
                    message: 'carriesCommand',
                    data: { topic: name, command: message.name },
                    related: [{ origin: message.origin, message: `'${message.name}' is declared as a command` }],
                });
            }
        },
    }),
});
