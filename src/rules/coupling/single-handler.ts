import type { Use } from '../../model/graph.js';
import { defineRule } from '../rule.js';
import { findKnownContexts, isMeant } from './known-contexts.js';
import { relateUses } from './related-uses.js';

/** A command without a handler, or with several. */
export const singleHandler = defineRule({
    id: 'coupling/single-handler',
    since: '0.1.0',
    set: 'recommended@1',
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
    whenToTurnOff: 'While a system is being written down and its handlers are still to come. A command that another system handles belongs into an `external` context.',
    messages: {
        none: "Nothing handles the command '{command}': whatever is sent would wait for ever. Add 'handle {command}' to a service or an aggregate, or remove the command.",
        same: "'{by}' handles the command '{command}' twice: it would not be clear what is to be done. Keep one of them.",
        other: "The command '{command}' is handled by '{first}' already: each handler would take some of the work from the other. Keep one of them; to tell others that it is done, publish an event.",
    },
    check(system) {
        const { graph, report } = system;
        // What another system declares, it handles.
        const known = findKnownContexts(system);
        return {
            message(message) {
                if (message.kind !== 'command' || !isMeant(message)) return;
                const [first, ...others] = graph.handlersOf(message.id);
                if (!first) {
                    if (!known.has(message.context)) return;
                    report({
                        origin: message.origin,
                        message: 'none',
                        data: { command: message.name },
                        related: relateUses(graph.sendersOf(message.id)),
                    });
                    return;
                }
                for (const { by, origin } of others) {
                    const related = [handledHere(first)];
                    if (by === first.by) report({ origin, message: 'same', data: { by, command: message.name }, related });
                    else report({ origin, message: 'other', data: { command: message.name, first: first.by }, related });
                }
            },
        };
    },
});

function handledHere({ by, origin }: Use) {
    return { origin, message: `Handled by '${by}'` };
}
