import type { Use } from '../../model/graph.js';
import type { Rule } from '../rule.js';

/** A command without a handler, or with several. */
export const singleHandler: Rule = {
    id: 'coupling/single-handler',
    severity: 'error',
    summary: 'A command has no handler, or more than one.',
    reason: 'A command asks for work to be done once. Without a handler it waits for ever; with two of them each takes some of the work, and nobody answers for it.',
    bad: `context Ordering {
  command ShipOrder { key orderId: uuid }
  service Shipping { handle ShipOrder }
  service Warehouse { handle ShipOrder }
}
`,
    good: `context Ordering {
  command ShipOrder { key orderId: uuid }
  service Shipping { handle ShipOrder }
}
`,
    check({ model, graph, report }) {
        for (const message of model.messages) {
            if (message.kind !== 'command' || !message.latest || message.id.includes('#')) continue;
            const [first, ...others] = graph.handlersOf(message.id);
            if (!first) {
                // Another system handles what an external context declares.
                if (graph.isExternal(message)) continue;
                report({
                    origin: message.origin,
                    message: `Nothing handles the command '${message.name}': whatever is sent would wait for ever. Add 'handle ${message.name}' to a service or an aggregate, or remove the command.`,
                    related: graph.sendersOf(message.id).slice(0, 5).map(({ by, origin }) => ({ origin, message: `'${by}' sends it` })),
                });
                continue;
            }
            for (const { by, origin } of others) {
                report({
                    origin,
                    message: by === first.by
                        ? `'${by}' handles the command '${message.name}' twice: it would not be clear what is to be done. Keep one of them.`
                        : `The command '${message.name}' is handled by '${first.by}' already: each handler would take some of the work from the other. Keep one of them; to tell others that it is done, publish an event.`,
                    related: [handledHere(first)],
                });
            }
        }
    },
};

function handledHere({ by, origin }: Use) {
    return { origin, message: `Handled by '${by}'` };
}
