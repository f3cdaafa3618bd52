import type { FlowModel } from '../../model/flow-model.js';
import { findBrokerScopes, type BrokerScope } from '../../model/brokers/broker-scope.js';
import { generator, toJsonText, type ConfigurationOptions } from '../brokers/output.js';
import type { GeneratedFile } from '../generated-file.js';
import { buildDefinitions } from './definitions.js';
import { rabbitmqNotes } from './notes.js';
import { writeTopologyResources } from './topology.js';
import { buildUsers } from './users.js';

/**
 * `definitions.json` for every RabbitMQ broker in the model (https://www.rabbitmq.com/docs/definitions), and `users.json`, who may do what,
 * in the same form but apart, because loading it takes passwords away; `topology.yaml` says both on Kubernetes. The key `sluice`, which RabbitMQ passes over, says what RabbitMQ
 * does not keep by itself.
 */
export function generateRabbitmq(model: FlowModel, options: ConfigurationOptions = {}): GeneratedFile[] {
    return findBrokerScopes(model, 'rabbitmq').flatMap(scope => {
        const definitions = buildDefinitions(model, scope);
        const users = buildUsers(model, scope);
        const origin = { generatedBy: generator(options), broker: scope.broker };
        return [
            { path: `${scope.folder}/definitions.json`, text: toJsonText({ sluice: { ...origin, notes: notesOf(scope) }, ...definitions }) },
            { path: `${scope.folder}/topology.yaml`, text: writeTopologyResources(scope.broker, { definitions, users }, options) },
            { path: `${scope.folder}/users.json`, text: toJsonText({ sluice: origin, ...users }) },
        ];
    });
}

function notesOf({ channels }: BrokerScope): Record<string, string[]> {
    return Object.fromEntries(channels.flatMap(scoped => {
        const notes = rabbitmqNotes(scoped);
        return notes.length === 0 ? [] : [[scoped.channel.physicalName.value, notes]];
    }));
}
