import type { FlowModel } from '../../model/flow-model.js';
import { findBrokerScopes } from '../../model/brokers/broker-scope.js';
import { generator, toJsonText, type ConfigurationOptions } from '../brokers/output.js';
import { findRoutes } from '../brokers/routes.js';
import type { GeneratedFile } from '../generated-file.js';
import { buildConsumers } from './consumers.js';
import { buildStreams } from './streams.js';
import { writeUsers } from './users.js';

/**
 * `jetstream.json` for every NATS broker in the model: streams and durable consumers as JetStream's API takes them
 * (https://docs.nats.io/reference/reference-protocols/nats_api_reference), durations in nanoseconds; and `users.conf`, who may do what.
 */
export function generateNats(model: FlowModel, options: ConfigurationOptions = {}): GeneratedFile[] {
    return findBrokerScopes(model, 'nats').flatMap(scope => [
        {
            path: `${scope.folder}/jetstream.json`,
            text: toJsonText({
                generatedBy: generator(options),
                broker: scope.broker,
                streams: buildStreams(scope),
                consumers: buildConsumers(scope, subscription => findRoutes(model, subscription)),
            }),
        },
        { path: `${scope.folder}/users.conf`, text: writeUsers(model, scope, options) },
    ]);
}
