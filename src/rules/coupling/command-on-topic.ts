import type { Rule } from '../rule.js';

/** A topic that carries a command. */
export const commandOnTopic: Rule = {
    id: 'coupling/command-on-topic',
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
    check({ model, graph, report }) {
        for (const { kind, name, carries } of model.channels) {
            if (kind !== 'topic') continue;
            for (const { target, origin } of carries) {
                const message = graph.message(target);
                if (message?.kind !== 'command') continue;
                report({
                    origin,
                    message: `The topic '${name}' carries the command '${message.name}': every subscriber would get work that is for one handler. Carry it by a queue.`,
                    related: [{ origin: message.origin, message: `'${message.name}' is declared as a command` }],
                });
            }
        }
    },
};
