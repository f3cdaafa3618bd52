import type { BrokerScope } from '../../model/brokers/broker-scope.js';
import { brokerOfQuestions } from '../../model/brokers/placement.js';
import { questionName, rabbitQueues, replyExchange } from '../../model/brokers/rabbitmq-queues.js';
import type { FlowModel } from '../../model/flow-model.js';
import { findRoutes } from '../brokers/routes.js';
import { defineChannel, defineDeadLetters } from './channel-definitions.js';
import { DefinitionsBuilder, type RabbitDefinitions } from './definitions-builder.js';

/** All that a broker has to hold: for each channel its exchange, its subscriptions' queues, retries, and dead letter queues; and where questions are asked. */
export function buildDefinitions(model: FlowModel, scope: BrokerScope): RabbitDefinitions {
    const definitions = new DefinitionsBuilder();
    for (const { name, arguments: declared } of rabbitQueues(scope)) definitions.queue(name, declared);
    for (const scoped of scope.channels) defineChannel(definitions, scoped, subscription => findRoutes(model, subscription));
    for (const { name } of scope.deadLetters) defineDeadLetters(definitions, name);
    // Questions are on one broker alone.
    if (brokerOfQuestions(model)?.name === scope.broker) defineQuestions(definitions, model.queries.map(({ id }) => questionName(id)));
    return definitions.build();
}

function defineQuestions(definitions: DefinitionsBuilder, names: readonly string[]): void {
    if (names.length > 0) definitions.exchange(replyExchange, 'direct');
    for (const name of names) {
        definitions.exchange(name, 'fanout');
        definitions.queue(name, { 'x-queue-type': 'classic' });
        definitions.bind(name, { queue: name }, '');
    }
}
