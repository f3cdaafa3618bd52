import { clusterName } from '../../model/brokers/kubernetes-names.js';
import { objectName, resourceNames, writeResources, type KubernetesResource } from '../brokers/kubernetes.js';
import type { ConfigurationOptions } from '../brokers/output.js';
import type { RabbitBinding, RabbitDefinitions, RabbitExchange, RabbitPolicy, RabbitQueue } from './definitions-builder.js';
import type { RabbitUsers } from './users.js';

const introduction = [
    'The servers need the plug-in rabbitmq_consistent_hash_exchange: name it in additionalPlugins of the RabbitmqCluster.',
    "Each user's name and password are taken from a Secret with the keys 'username' and 'password', which is yours to make.",
];

/**
 * What `definitions.json` and `users.json` say, as resources for RabbitMQ's topology operator
 * (https://www.rabbitmq.com/kubernetes/operator/using-topology-operator), one document each. The cluster is taken to be named as the broker is.
 */
export function writeTopologyResources(broker: string, { definitions, users }: { readonly definitions: RabbitDefinitions; readonly users: RabbitUsers }, options: ConfigurationOptions): string {
    const names = resourceNames();
    const rabbitmqClusterReference = { name: objectName(clusterName(broker)) };
    const resource = (kind: string, plain: string, spec: object, comments: readonly string[] = []): KubernetesResource => ({
        apiVersion: 'rabbitmq.com/v1beta1', kind, metadata: { name: names.of(kind, objectName(plain)) }, spec: { ...spec, rabbitmqClusterReference }, comments,
    });
    const resourceOfUser = new Map<string, string>();
    return writeResources([
        ...definitions.exchanges.map(exchange => resource('Exchange', exchange.name, exchangeSpec(exchange))),
        ...definitions.queues.map(queue => resource('Queue', queue.name, queueSpec(queue))),
        ...definitions.bindings.map(binding => resource('Binding', `${binding.destination}.from.${binding.source}`, bindingSpec(binding))),
        ...definitions.policies.map(policy => resource('Policy', policy.name, policySpec(policy))),
        ...users.users.map(({ name, tags }) => {
            const secret = `${objectName(name)}-credentials`;
            const made = resource('User', name, { ...(tags !== '' && { tags: [tags] }), importCredentialsSecret: { name: secret } }, [`Its Secret '${secret}' has the username '${name}'.`]);
            resourceOfUser.set(name, made.metadata.name);
            return made;
        }),
        ...users.permissions.map(({ user, vhost, configure, write, read }) => resource('Permission', user, {
            vhost, userReference: { name: resourceOfUser.get(user) }, permissions: { configure, write, read },
        })),
    ], options, introduction);
}

function exchangeSpec({ name, vhost, type, durable, auto_delete: autoDelete, arguments: declared }: RabbitExchange): object {
    return { name, vhost, type, durable, autoDelete, ...withArguments(declared) };
}

/** The operator has a setting of its own for the type. */
function queueSpec({ name, vhost, durable, auto_delete: autoDelete, arguments: { 'x-queue-type': type, ...declared } }: RabbitQueue): object {
    return { name, vhost, ...(type !== undefined && { type }), durable, autoDelete, ...withArguments(declared) };
}

function bindingSpec({ source, vhost, destination, destination_type: destinationType, routing_key: routingKey, arguments: declared }: RabbitBinding): object {
    return { source, vhost, destination, destinationType, routingKey, ...withArguments(declared) };
}

function policySpec({ name, vhost, pattern, 'apply-to': applyTo, priority, definition }: RabbitPolicy): object {
    return { name, vhost, pattern, applyTo, priority, definition };
}

function withArguments(declared: Readonly<Record<string, unknown>>): object {
    return Object.keys(declared).length === 0 ? {} : { arguments: declared };
}
