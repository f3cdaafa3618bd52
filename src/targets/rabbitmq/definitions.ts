import type { BrokerScope } from '../../model/brokers/broker-scope.js';
import { rabbitQueues } from '../../model/brokers/rabbitmq-queues.js';
import { defineChannel, defineDeadLetters } from './channel-definitions.js';
import { DefinitionsBuilder, type RabbitDefinitions } from './definitions-builder.js';

/** All that a broker has to hold: for each channel its exchange, its subscriptions' queues, retries, and dead letter queues. */
export function buildDefinitions(scope: BrokerScope, routesOf: Parameters<typeof defineChannel>[2]): RabbitDefinitions {
    const definitions = new DefinitionsBuilder();
    for (const { name, arguments: declared } of rabbitQueues(scope)) definitions.queue(name, declared);
    for (const scoped of scope.channels) defineChannel(definitions, scoped, routesOf);
    for (const { name } of scope.deadLetters) defineDeadLetters(definitions, name);
    return definitions.build();
}
