import { onceAPlace } from '../once-a-place.js';
import { defineRule } from '../rule.js';

/** A queue that may lose the commands that it carries. */
export const bestEffortCommand = defineRule({
    id: 'delivery/best-effort-command',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A queue delivers its commands at most once.',
    reason: 'A command asks for work that somebody counts on. Delivered at most once it is gone when its handler fails or stops, and nobody is told: not the sender, and no dead letter queue.',
    bad: `context Ordering {
  public command ShipOrder { key orderId: uuid }
  queue Shipping {
    carries ShipOrder
    deliver at-most-once
  }
  service Warehouse { handle ShipOrder }
}

actor Packer { sends Ordering.ShipOrder }
`,
    good: `context Ordering {
  public command ShipOrder { key orderId: uuid }
  queue Shipping {
    carries ShipOrder
    deliver at-least-once
  }
  service Warehouse { handle ShipOrder }
}

actor Packer { sends Ordering.ShipOrder }
`,
    whenToTurnOff: 'Where losing work is cheaper than doing it twice, and whoever sends it asks again by itself.',
    source: [{ title: 'Enterprise Integration Patterns: Guaranteed Delivery', url: 'https://www.enterpriseintegrationpatterns.com/patterns/messaging/GuaranteedMessaging.html' }],
    messages: {
        lost: "'{queue}' delivers at most once: '{command}' is lost when its handler fails or stops, and nobody hears of it. Write 'deliver at-least-once', and make the handler idempotent; what may be lost is told by an event.",
    },
    check({ graph, report }) {
        const tell = onceAPlace(report);
        return {
            channel({ kind, name, deliver, carries, origin }) {
                if (kind !== 'queue' || deliver.value !== 'at-most-once') return;
                const command = carries.map(({ target }) => graph.message(target)).find(message => message?.kind === 'command');
                if (!command) return;
                tell({
                    origin: deliver.origin ?? origin,
                    message: 'lost',
                    data: { queue: name, command: command.name },
                    related: [{ origin: command.origin, message: `'${command.name}' is a command` }],
                });
            },
        };
    },
});
