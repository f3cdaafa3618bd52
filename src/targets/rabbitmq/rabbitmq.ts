import type { FlowModel } from '../../model/flow-model.js';
import { findBrokerScopes, type BrokerScope } from '../../model/brokers/broker-scope.js';
import { generator, toJsonText, type ConfigurationOptions } from '../brokers/output.js';
import { findRoutes } from '../brokers/routes.js';
import type { GeneratedFile } from '../generated-file.js';
import { buildDefinitions } from './definitions.js';
import { rabbitmqNotes } from './notes.js';

/**
 * `definitions.json` for every RabbitMQ broker in the model (https://www.rabbitmq.com/docs/definitions), without users or
 * permissions. Its key `sluice`, which RabbitMQ passes over, says what RabbitMQ does not keep by itself.
 */
export function generateRabbitmq(model: FlowModel, options: ConfigurationOptions = {}): GeneratedFile[] {
    return findBrokerScopes(model, 'rabbitmq').map(scope => ({
        path: `${scope.folder}/definitions.json`,
        text: toJsonText({
            sluice: { generatedBy: generator(options), broker: scope.broker, notes: notesOf(scope) },
            ...buildDefinitions(scope, subscription => findRoutes(model, subscription)),
        }),
    }));
}

function notesOf({ channels }: BrokerScope): Record<string, string[]> {
    return Object.fromEntries(channels.flatMap(scoped => {
        const notes = rabbitmqNotes(scoped);
        return notes.length === 0 ? [] : [[scoped.channel.physicalName.value, notes]];
    }));
}
