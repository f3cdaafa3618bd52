import type { FlowModel } from '../../model/flow-model.js';
import { findBrokerScopes } from '../../model/brokers/broker-scope.js';
import { generator, toJsonText, type ConfigurationOptions } from '../brokers/output.js';
import { findRoutes } from '../brokers/routes.js';
import type { GeneratedFile } from '../generated-file.js';
import { buildConsumers } from './consumers.js';
import { writeNackResources } from './nack.js';
import { writeNatsSetup } from './setup.js';
import { buildStreams } from './streams.js';
import { writeUsers } from './users.js';

/**
 * `jetstream.json` for every NATS broker in the model: streams and durable consumers as JetStream's API takes them
 * (https://docs.nats.io/reference/reference-protocols/nats_api_reference), durations in nanoseconds; `setup.sh`
 * makes them by NATS's command line, and `nack.yaml` on Kubernetes; and `users.conf`, who may do what.
 */
export function generateNats(model: FlowModel, options: ConfigurationOptions = {}): GeneratedFile[] {
    return findBrokerScopes(model, 'nats').flatMap(scope => {
        const streams = buildStreams(scope);
        const consumers = buildConsumers(scope, subscription => findRoutes(model, subscription));
        return [
            { path: `${scope.folder}/jetstream.json`, text: toJsonText({ generatedBy: generator(options), broker: scope.broker, streams, consumers }) },
            { path: `${scope.folder}/nack.yaml`, text: writeNackResources(streams, consumers, options) },
            { path: `${scope.folder}/setup.sh`, text: writeNatsSetup(streams, consumers, options) },
            { path: `${scope.folder}/users.conf`, text: writeUsers(model, scope, options) },
        ];
    });
}
