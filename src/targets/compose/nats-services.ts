import type { BrokerScope } from '../../model/brokers/broker-scope.js';
import type { FlowModel } from '../../model/flow-model.js';
import { heading } from '../brokers/output.js';
import { passwordVariable } from '../brokers/users.js';
import { administratorName, natsUserNames } from '../nats/users.js';
import { askedBy, required, type ComposeParts, type ServiceOptions } from './services.js';

/** NATS with JetStream and the generated users, and a job that makes streams and consumers. */
export function natsServices(scope: BrokerScope, { service, index }: ServiceOptions, model: FlowModel): ComposeParts {
    const { broker, folder } = scope;
    const administrator = passwordVariable(broker, administratorName);
    const passwords = natsUserNames(model, scope).map(user => passwordVariable(broker, user));
    return {
        services: {
            [service]: {
                image: 'nats:2.10.22-alpine',
                command: ['--config', '/etc/sluice/server.conf'],
                environment: required(passwords),
                ports: [`127.0.0.1:${4222 + index}:4222`],
                volumes: [`./${folder}/server.conf:/etc/sluice/server.conf:ro`, `./${folder}/users.conf:/etc/sluice/users.conf:ro`, `${service}-data:/data`],
                healthcheck: askedBy('wget', '-q', '-O', '-', 'http://127.0.0.1:8222/healthz?js-enabled=true'),
                restart: 'unless-stopped',
            },
            [`${service}-setup`]: {
                image: 'natsio/nats-box:0.14.5',
                entrypoint: ['sh', '/etc/sluice/setup.sh'],
                environment: { NATS_URL: `nats://${service}:4222`, NATS_USER: administratorName, NATS_PASSWORD: required([administrator])[administrator]! },
                volumes: [`./${folder}/setup.sh:/etc/sluice/setup.sh:ro`],
                depends_on: { [service]: { condition: 'service_healthy' } },
                restart: 'on-failure',
            },
        },
        volumes: { [`${service}-data`]: null },
        passwords,
        files: options => [{ path: `${folder}/server.conf`, text: `# ${heading(options)}\nport: 4222\nhttp: 127.0.0.1:8222\njetstream { store_dir: /data }\ninclude users.conf\n` }],
    };
}
