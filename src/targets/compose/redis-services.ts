import type { BrokerScope } from '../../model/brokers/broker-scope.js';
import type { FlowModel } from '../../model/flow-model.js';
import { heading } from '../brokers/output.js';
import { passwordVariable } from '../brokers/users.js';
import { redisUserNames } from '../redis/access-control.js';
import { askedBy, required, type ComposeParts, type ServiceOptions } from './services.js';

/** Redis that writes before it confirms, with the generated users, and a job that makes streams and groups. */
export function redisServices(scope: BrokerScope, { service, index }: ServiceOptions, model: FlowModel): ComposeParts {
    const { broker, folder } = scope;
    const users = redisUserNames(model, scope);
    const administrator = passwordVariable(broker, 'sluice.administrator');
    const passwords = [administrator, ...users.map(user => passwordVariable(broker, user))];
    const image = 'redis:7.4.1-alpine';
    return {
        services: {
            [service]: {
                image,
                command: ['sh', '/etc/sluice/start.sh'],
                // The health check and the job sign in as who administers.
                environment: { ...required(passwords), REDISCLI_AUTH: required([administrator])[administrator]! },
                ports: [`127.0.0.1:${6379 + index}:6379`],
                volumes: [`./${folder}/start.sh:/etc/sluice/start.sh:ro`, `./${folder}/users.acl:/etc/sluice/users.acl:ro`, `${service}-data:/data`],
                healthcheck: askedBy('redis-cli', '--no-auth-warning', 'ping'),
                restart: 'unless-stopped',
            },
            [`${service}-setup`]: {
                image,
                entrypoint: ['sh', '-c', `redis-cli --no-auth-warning -h ${service} < /etc/sluice/setup.txt`],
                environment: { REDISCLI_AUTH: required([administrator])[administrator]! },
                volumes: [`./${folder}/setup.txt:/etc/sluice/setup.txt:ro`],
                depends_on: { [service]: { condition: 'service_healthy' } },
                restart: 'on-failure',
            },
        },
        volumes: { [`${service}-data`]: null },
        passwords,
        files: options => [{
            path: `${folder}/start.sh`,
            text: `#!/bin/sh
# ${heading(options)}
# Starts Redis with the generated users, each with the password that the environment has for it; options are given on.
set -eu
umask 077
acl="\${ACL_FILE:-/tmp/users.acl}"
{
    printf 'user default on >%s ~* &* +@all\\n' "$${administrator}"
    sed \\
${users.map(user => `        -e "s/^user ${user.replaceAll('.', '\\.')} on resetpass/& >$${passwordVariable(broker, user)}/"`).join(' \\\n')} \\
        "\${USERS_FILE:-/etc/sluice/users.acl}"
} > "$acl"
exec redis-server --aclfile "$acl" --appendonly yes --appendfsync always --save '' "$@"
`,
        }],
    };
}
