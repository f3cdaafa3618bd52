import { defineRule } from '../rule.js';

/** A broker on which no channel is. */
export const unusedBroker = defineRule({
    id: 'coupling/unused-broker',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'No topic and no queue is on a broker.',
    reason: 'Configuration is generated for it, and somebody runs it, for nothing; or the channels that should be on it are on the first broker, which is the default.',
    bad: `broker log kafka
broker work rabbitmq

context Ordering {
  command ShipOrder { key orderId: uuid }
  queue OrderWork { carries ShipOrder }
  service Shipping { handle ShipOrder }
}
`,
    good: `broker log kafka
broker work rabbitmq

context Ordering {
  event OrderPlaced { key orderId: uuid }
  command ShipOrder { key orderId: uuid }
  topic Orders on log { carries OrderPlaced }
  queue OrderWork on work { carries ShipOrder }
  service Shipping {
    on OrderPlaced -> send ShipOrder
    handle ShipOrder
  }
}
`,
    whenToTurnOff: 'While a broker is being introduced, or given up, and its channels are not on it yet, or any more.',
    messages: {
        unused: "No channel is on the broker '{broker}'. Put one there ('topic … on {broker}'), or remove the broker.",
    },
    check({ model, whole, report }) {
        const { channels, brokers } = model;
        // Without messages there are no channels yet; and an unknown name may have been meant for a broker that seems unused.
        if (!whole || channels.length === 0 || channels.some(({ brokerReference }) => brokerReference && brokerReference.target === undefined)) return;
        const used = new Set(channels.map(({ broker }) => broker.value));
        for (const { name, origin } of brokers) {
            if (used.has(name)) continue;
            report({ origin, message: 'unused', data: { broker: name } });
        }
    },
});
