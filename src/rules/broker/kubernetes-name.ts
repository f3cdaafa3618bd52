import { kafkaTopicNames } from '../../model/brokers/kafka-topics.js';
import { clusterName, resourceName } from '../../model/brokers/kubernetes-names.js';
import type { Channel } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';
import { nameOrigin, scopesOf } from './scopes.js';

/** The longest value of a label. */
const longestLabel = 63;

/** A name that Kubernetes does not take, or takes for another. */
export const kubernetesName = defineRule({
    id: 'broker/kubernetes-name',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    summary: 'A topic or a broker on Kafka has a name that Kubernetes does not take, or takes for that of another.',
    reason: 'The resources that are generated for Strimzi are named after topics and labelled after the broker. Names in Kubernetes are narrower than those of Kafka: small letters, digits, "-" and single dots.',
    bad: `broker log kafka

context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders on log {
    carries OrderPlaced
    name "orders._placed"
  }
  service Desk { every 1 hour -> OrderPlaced }
  service Invoicing { on OrderPlaced by code }
}
`,
    good: `broker log kafka

context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders on log {
    carries OrderPlaced
    name "orders.placed"
  }
  service Desk { every 1 hour -> OrderPlaced }
  service Invoicing { on OrderPlaced by code }
}
`,
    whenToTurnOff: 'Where Kafka does not run on Kubernetes.',
    source: [
        { title: 'Kubernetes: Object Names and IDs', url: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/' },
        { title: 'Kubernetes: Labels and Selectors', url: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/' },
    ],
    messages: {
        label: "Kubernetes does not take '{label}' as a label, by which '{broker}' is found. Give the broker a name of letters and digits of English, {longest} at most.",
        illegal: "The topic '{name}' of '{channel}' would be a resource called '{resource}', which Kubernetes does not take. Give it a name whose parts between dots begin and end with a letter or a digit.",
        shared: "The topics '{name}' of '{channel}' and '{taken}' of '{other}' would both be resources called '{resource}': one of them is numbered, and which one changes with the others. Give one of them another name.",
    },
    check({ model, report }) {
        for (const scope of scopesOf(model, 'kafka')) {
            const broker = model.brokers.find(({ name }) => name === scope.broker);
            const label = clusterName(scope.broker);
            if (broker && (label.length > longestLabel || !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(label))) {
                report({ origin: broker.origin, message: 'label', data: { label, broker: broker.name, longest: longestLabel } });
            }
            const names = kafkaTopicNames(scope);
            // What is legal as it is becomes the name of the resource unchanged, so that no two can share one.
            if (names.every(({ name }) => isLegal(name))) continue;
            const owners = new Map<string, { name: string; channel: Channel }>();
            const told = new Set<Channel>();
            for (const { name, channel } of names) {
                const resource = resourceName(name);
                const owner = owners.get(resource);
                if (!owner) owners.set(resource, { name, channel });
                if (told.has(channel)) continue;
                const found = { origin: nameOrigin(channel), data: { name, channel: channel.name, resource } };
                if (!isLegal(resource)) {
                    told.add(channel);
                    report({ ...found, message: 'illegal' });
                } else if (owner && owner.name !== name) {
                    told.add(channel);
                    report({
                        ...found,
                        message: 'shared',
                        data: { ...found.data, taken: owner.name, other: owner.channel.name },
                        related: [{ origin: nameOrigin(owner.channel), message: `'${owner.name}' is this resource` }],
                    });
                }
            }
        }
    },
});

function isLegal(resource: string): boolean {
    return /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(resource);
}
