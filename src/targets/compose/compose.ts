import { Document } from 'yaml';
import { findBrokerScopes, type BrokerScope } from '../../model/brokers/broker-scope.js';
import { serverKinds, type ServerKind } from '../../model/brokers/promises.js';
import type { FlowModel } from '../../model/flow-model.js';
import { kebabCase } from '../../model/names.js';
import { ownParts } from '../../model/topology.js';
import { heading, type ConfigurationOptions } from '../brokers/output.js';
import type { GeneratedFile } from '../generated-file.js';
import { kafkaServices } from './kafka-services.js';
import { natsServices } from './nats-services.js';
import { postgresService } from './postgres-service.js';
import { rabbitmqServices } from './rabbitmq-services.js';
import { redisServices } from './redis-services.js';
import type { ComposeParts, ServiceOptions } from './services.js';

const makers: Readonly<Record<ServerKind, (scope: BrokerScope, given: ServiceOptions, model: FlowModel) => ComposeParts>> = { kafka: kafkaServices, rabbitmq: rabbitmqServices, nats: natsServices, redis: redisServices };

/**
 * `compose.yaml` (https://github.com/compose-spec/compose-spec) with the brokers that a system is on, each with what is generated for it, and
 * PostgreSQL where there is something to keep; `.env.example` with the names of the passwords; and what the services are started with.
 * Nothing for a system without servers.
 */
export function generateCompose(model: FlowModel, options: ConfigurationOptions = {}): GeneratedFile[] {
    const parts = serverKinds.flatMap(kind => findBrokerScopes(model, kind).map((scope, index) => makers[kind](scope, { service: kebabCase(scope.broker), index }, model)));
    if (parts.length === 0) return [];
    if (ownParts(model).some(({ kind }) => kind !== 'service')) parts.push(postgresService(parts.some(({ services }) => 'postgres' in services) ? 'sluice-postgres' : 'postgres'));
    const merged = <Value>(valueOf: (part: ComposeParts) => Readonly<Record<string, Value>>): Record<string, Value> => Object.assign({}, ...parts.map(valueOf)) as Record<string, Value>;
    const passwords = [...new Set(parts.flatMap(part => part.passwords))].sort();
    const document = new Document({ services: merged(part => part.services), volumes: merged(part => part.volumes) });
    document.commentBefore = ` ${heading(options)}\n Copy .env.example to .env and fill it in; then: docker compose up --wait\n What listens does so on this machine alone.`;
    const variables = passwords.map(name => `${name}=\n`).join('');
    return [
        { path: 'compose.yaml', text: document.toString({ lineWidth: 0 }) },
        ...(passwords.length > 0 ? [{ path: '.env.example', text: `# ${heading(options)}\n# Copy this to .env, which belongs into no repository. Passwords are letters and digits, a letter first.\n${variables}` }] : []),
        ...parts.flatMap(part => part.files(options)),
    ];
}
