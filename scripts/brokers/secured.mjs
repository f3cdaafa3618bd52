import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from '../debian.mjs';
import { runScript } from './kafka.mjs';
import { startKafka } from './kafka-server.mjs';
import { freePorts, run, start } from './processes.mjs';
import { eventually } from './report.mjs';

/** Makes an authority of one's own, and a certificate of it for this machine. */
export function makeCertificates(folder) {
    mkdirSync(folder, { recursive: true });
    const at = name => join(folder, name);
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    run('openssl', ['req', '-x509', ...key, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-days', '2', '-subj', '/CN=Authority of the tests']);
    run('openssl', ['req', ...key, '-keyout', at('server.key'), '-out', at('server.csr'), '-subj', '/CN=localhost']);
    writeFileSync(at('names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
    run('openssl', ['x509', '-req', '-in', at('server.csr'), '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-out', at('server.pem'), '-days', '2', '-extfile', at('names')]);
    return { ca: at('ca.pem'), certificate: at('server.pem'), key: at('server.key') };
}

/** Starts a NATS server with the generated users, reached by TLS alone; gives its port and the passwords. */
export async function startSecuredNats(folder, { files, certificates }) {
    ensureInstalled('nats-server', 'nats-server');
    mkdirSync(folder, { recursive: true });
    const [port, monitor] = await freePorts(2);
    writeFileSync(join(folder, 'users.conf'), files['users.conf']);
    const settings = join(folder, 'nats.conf');
    writeFileSync(settings, [
        `jetstream { store_dir: ${JSON.stringify(join(folder, 'js'))}, max_file_store: 10TB }`,
        `tls { cert_file: ${JSON.stringify(certificates.certificate)}, key_file: ${JSON.stringify(certificates.key)} }`,
        'include users.conf',
    ].join('\n'));
    const users = [...files['users.conf'].matchAll(/user: "(.*)"\n\s*password: \$(\w+)/g)];
    const env = Object.fromEntries(users.map(([, , variable]) => [variable, password()]));
    const server = start('nats-server', ['-c', settings, '-a', '127.0.0.1', '-p', String(port), '-m', String(monitor)], { log: join(folder, 'nats.log'), env });
    await eventually('NATS', async () => {
        server.assertAlive();
        const health = await fetch(`http://127.0.0.1:${monitor}/healthz?js-enabled=true`).catch(() => undefined);
        return health?.ok ? true : undefined;
    }, { pause: 20 });
    return { port, passwords: Object.fromEntries(users.map(([, user, variable]) => [user, env[variable]])), configuration: files['jetstream.json'] };
}

/** Starts a Redis as the generated compose file does, with the generated users, reached by TLS alone, and with what the generated commands make; gives its port and the passwords. */
export async function startSecuredRedis(folder, { files, certificates }) {
    ensureInstalled('redis-server', 'redis-server');
    mkdirSync(folder, { recursive: true });
    const [port] = await freePorts(1);
    const [users, script] = ['users.acl', 'start.sh'].map(name => join(folder, name));
    writeFileSync(users, files['users.acl']);
    writeFileSync(script, files['start.sh']);
    const names = [...files['users.acl'].matchAll(/^user (\S+)/gm)].map(([, user]) => user);
    const variables = [...new Set([...files['start.sh'].matchAll(/\$(SLUICE_\w+_PASSWORD)/g)].map(([, variable]) => variable))];
    const env = Object.fromEntries(variables.map(variable => [variable, password()]));
    // The script names who administers first, and then the users in their order.
    const [administrator, ...others] = variables.map(variable => env[variable]);
    const tls = ['--port', '0', '--tls-port', String(port), '--tls-cert-file', certificates.certificate, '--tls-key-file', certificates.key, '--tls-ca-cert-file', certificates.ca, '--tls-auth-clients', 'no'];
    const server = start('sh', [script, '--bind', '127.0.0.1', ...tls, '--dir', folder], { log: join(folder, 'redis.log'), env: { ...env, USERS_FILE: users, ACL_FILE: join(folder, 'with-passwords.acl') } });
    const feed = input => run('redis-cli', ['--tls', '--cacert', certificates.ca, '-h', 'localhost', '-p', String(port), '--no-auth-warning'], { input, env: { ...process.env, REDISCLI_AUTH: administrator } });
    await eventually('Redis', async () => {
        server.assertAlive();
        try {
            return feed('PING\n').startsWith('PONG') || undefined;
        } catch {
            return undefined;
        }
    }, { pause: 50 });
    feed(files['setup.txt']);
    return { port, passwords: { default: administrator, ...Object.fromEntries(names.map((user, index) => [user, others[index]])) } };
}

/** Starts a Kafka with the generated topics and rights, where users sign in by TLS alone; gives its port and the passwords. */
export async function startSecuredKafka(folder, { files, certificates }) {
    const { secured, address, ask } = await startKafka(folder, { certificates });
    const users = new Set();
    for (const [path, text] of Object.entries(files)) {
        if (path.endsWith('create-topics.sh')) await runScript(text, { tool: 'TopicCommand', address, folder, ask });
        if (!path.endsWith('create-acls.sh')) continue;
        await runScript(text, { tool: 'AclCommand', address, folder, ask });
        for (const [, user] of text.matchAll(/^allow User:(\S+)/gm)) users.add(user);
    }
    const passwords = Object.fromEntries([...users].map(user => [user, password()]));
    for (const [user, secret] of Object.entries(passwords)) await ask('password', { user, password: secret });
    return { port: secured, passwords };
}

function password() {
    return `p${randomBytes(12).toString('hex')}`;
}
