import type { BrokerScope } from '../../model/brokers/broker-scope.js';
import { heading } from '../brokers/output.js';
import { passwordVariable } from '../brokers/users.js';
import { askedBy, required, type ComposeParts, type ServiceOptions } from './services.js';

/** RabbitMQ with its management interface, and a job that loads the definitions. */
export function rabbitmqServices({ broker, folder }: BrokerScope, { service, index }: ServiceOptions): ComposeParts {
    const administrator = passwordVariable(broker, 'sluice.administrator');
    return {
        services: {
            [service]: {
                image: 'rabbitmq:3.13.7-management-alpine',
                environment: { RABBITMQ_DEFAULT_USER: 'sluice.administrator', RABBITMQ_DEFAULT_PASS: required([administrator])[administrator]! },
                ports: [`127.0.0.1:${5672 + index}:5672`, `127.0.0.1:${15672 + index}:15672`],
                volumes: [`./${folder}/enabled_plugins:/etc/rabbitmq/enabled_plugins:ro`, `${service}-data:/var/lib/rabbitmq`],
                healthcheck: { ...askedBy('rabbitmq-diagnostics', '-q', 'check_port_connectivity'), timeout: '30s' },
                restart: 'unless-stopped',
            },
            [`${service}-setup`]: {
                image: 'curlimages/curl:8.10.1',
                entrypoint: ['sh', '-c', `curl --fail --silent --show-error --retry 24 --retry-connrefused --user "sluice.administrator:$$ADMINISTRATOR_PASSWORD" --header 'content-type: application/json' --data-binary @/etc/sluice/definitions.json http://${service}:15672/api/definitions`],
                environment: { ADMINISTRATOR_PASSWORD: required([administrator])[administrator]! },
                volumes: [`./${folder}/definitions.json:/etc/sluice/definitions.json:ro`],
                depends_on: { [service]: { condition: 'service_healthy' } },
                restart: 'on-failure',
            },
        },
        volumes: { [`${service}-data`]: null },
        passwords: [administrator],
        files: options => [{ path: `${folder}/enabled_plugins`, text: `% ${heading(options)}\n[rabbitmq_management,rabbitmq_consistent_hash_exchange].\n` }],
    };
}
