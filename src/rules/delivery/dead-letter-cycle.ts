import type { Channel } from '../../model/flow-model.js';
import { circles, shortestCircle } from '../../model/graph-walk.js';
import { defineRule } from '../rule.js';
import { deadLetterChannels } from './dead-letters.js';

/** Dead letters that come back to where they failed. */
export const deadLetterCycle = defineRule({
    id: 'delivery/dead-letter-cycle',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'error',
    summary: 'Dead letters go round in a circle.',
    reason: 'What cannot be handled is meant to come to rest where somebody looks at it. In a circle it fails again and again, and takes the time of what could be done.',
    bad: `context Ordering {
  public command ShipOrder { key orderId: uuid }
  queue Shipping {
    carries ShipOrder
    dead letter ShippingFailed
  }
  queue ShippingFailed { dead letter Shipping }
  service Warehouse { handle ShipOrder }
}

actor Packer { sends Ordering.ShipOrder }
`,
    good: `context Ordering {
  public command ShipOrder { key orderId: uuid }
  queue Shipping {
    carries ShipOrder
    dead letter ShippingFailed
  }
  service Warehouse { handle ShipOrder }
}

actor Packer { sends Ordering.ShipOrder }
`,
    whenToTurnOff: 'Leave it on: a circle of dead letters never ends.',
    source: [{ title: 'RabbitMQ: Dead Letter Exchanges', url: 'https://www.rabbitmq.com/docs/dlx' }],
    messages: {
        circle: "The dead letters of '{channel}' come back to it: {path}. What cannot be handled would fail for ever. Let one of them go to a queue of its own.",
        itself: "'{channel}' is its own dead letter queue: what cannot be handled would fail for ever. Name another one.",
    },
    check({ model, report }) {
        const find = deadLetterChannels(model);
        const byId = new Map<string, Channel>();
        const next = new Map<string, string[]>();
        for (const channel of model.channels) {
            const following = channel.deadLetter.isDefault ? undefined : find(channel);
            if (!following) continue;
            byId.set(channel.id, channel);
            next.set(channel.id, [following.id]);
        }
        for (const group of circles(next)) {
            const start = [...group].sort()[0]!;
            const circle = shortestCircle(start, next, new Set(group))!.map(id => byId.get(id)!);
            const [channel] = circle;
            const found = {
                origin: channel!.deadLetter.origin ?? channel!.origin,
                related: circle.slice(1).map(other => ({ origin: other.deadLetter.origin ?? other.origin, message: `The dead letters of '${other.name}' go to '${find(other)!.name}'` })),
            };
            if (circle.length === 1) report({ ...found, message: 'itself', data: { channel: channel!.name } });
            else report({ ...found, message: 'circle', data: { channel: channel!.name, path: [...circle, channel!].map(({ name }) => `'${name}'`).join(' → ') } });
        }
    },
});
