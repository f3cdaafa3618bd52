import { rabbitQueues, type RabbitArgument } from '../../model/brokers/rabbitmq-queues.js';
import type { Broker, Channel, Origin } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';
import { scopesOf } from './scopes.js';

/** A queue that is to have other arguments than it was declared with. */
export const queueArgumentChange = defineRule({
    id: 'broker/queue-argument-change',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'error',
    summary: 'A queue on RabbitMQ is to have other arguments than it was declared with.',
    reason: 'A queue keeps the arguments that it was declared with. RabbitMQ takes a changed definition without a word and changes nothing, and whoever declares the queue anew is cut off.',
    bad: `broker work rabbitmq

context Ordering {
  public command ShipOrder { orderId: uuid }
  queue Shipping on work {
    carries ShipOrder
    priority 0..9
  }
  service Warehouse { handle ShipOrder }
}

actor Packer { sends Ordering.ShipOrder }
`,
    good: `broker work rabbitmq

context Ordering {
  public command ShipOrder { orderId: uuid }
  queue Shipping on work { carries ShipOrder }
  service Warehouse { handle ShipOrder }
}

actor Packer { sends Ordering.ShipOrder }
`,
    whenToTurnOff: 'While nothing that was generated runs anywhere yet.',
    source: [{ title: 'RabbitMQ: Queues, Declaration and Property Equivalence', url: 'https://www.rabbitmq.com/docs/queues#property-equivalence' }],
    deployedInExamples: { queueArguments: { 'ordering.shipping': { 'x-queue-type': 'quorum' } } },
    messages: {
        changed: "The queue '{queue}' of '{channel}' has {before} in what was generated before, and cannot be changed to {now} while it exists. Give the channel another 'name' and let the old queue run empty. If it was never made, delete the configuration that was generated for it.",
    },
    check({ model, deployed, report }) {
        const brokers = new Map<string, Broker>(model.brokers.map(broker => [broker.name, broker]));
        for (const scope of scopesOf(model, 'rabbitmq')) {
            const told = new Set<Channel>();
            for (const { name, channel, arguments: now } of rabbitQueues(scope)) {
                const before = deployed.queueArguments[name];
                if (!before || !channel || told.has(channel)) continue;
                const changed = [...new Set([...Object.keys(before), ...Object.keys(now)])].find(argument => before[argument] !== now[argument]);
                if (changed === undefined) continue;
                told.add(channel);
                report({
                    origin: originOf(changed, channel, brokers.get(scope.broker)),
                    message: 'changed',
                    data: { queue: name, channel: channel.name, before: describe(changed, before[changed]), now: describe(changed, now[changed]) },
                });
            }
        }
    },
});

function describe(argument: string, value: RabbitArgument | undefined): string {
    return value === undefined ? `no '${argument}'` : `'${argument}: ${value}'`;
}

/** The clause that an argument comes from. */
function originOf(argument: string, channel: Channel, broker: Broker | undefined): Origin {
    const clauses: Record<string, Origin | undefined> = {
        'x-max-priority': channel.priority?.origin,
        'x-queue-type': channel.priority?.origin ?? channel.deliver.origin,
        'x-single-active-consumer': channel.orderBy.origin,
        'x-quorum-initial-group-size': broker?.replication.origin,
        'x-initial-cluster-size': broker?.replication.origin,
    };
    return clauses[argument] ?? channel.origin;
}
