import type { BrokerScope } from '../brokers/broker-scope.js';
import { defineChannel } from './channel-definitions.js';
import { DefinitionsBuilder, type RabbitDefinitions } from './definitions-builder.js';

/** All that a broker has to hold: for each channel its exchange, its subscriptions' queues, retries, and dead letter queues. */
export function buildDefinitions(scope: BrokerScope, routesOf: Parameters<typeof defineChannel>[2]): RabbitDefinitions {
    const definitions = new DefinitionsBuilder(scope.replication);
    const ownNames = new Set(scope.channels.map(({ channel }) => channel.physicalName.value));
    for (const scoped of scope.channels) defineChannel(definitions, scoped, routesOf, ownNames);
    for (const { name } of scope.deadLetters) definitions.queue(name, 'quorum');
    return definitions.build();
}
