import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, has, Unavailable } from '../debian.mjs';
import { freePorts, start } from './processes.mjs';
import { eventually } from './report.mjs';

const plugins = ['rabbitmq_consistent_hash_exchange', 'rabbitmq_management'];

/** Starts a RabbitMQ of its own in `folder`, as any user, and gives access to its management interface; with `certificates` also reached by TLS. */
export async function startRabbitmq(folder, { certificates } = {}) {
    ensureInstalled('rabbitmq-server', 'rabbitmq-server');
    const programs = programFolder();
    mkdirSync(join(folder, 'home'), { recursive: true });
    const [port, management, distribution, mapper, encrypted] = await freePorts(5);
    writeFileSync(join(folder, 'rabbitmq.conf'), [
        `listeners.tcp.default = 127.0.0.1:${port}`,
        ...(certificates === undefined ? [] : [
            `listeners.ssl.default = 127.0.0.1:${encrypted}`,
            `ssl_options.cacertfile = ${certificates.ca}`,
            `ssl_options.certfile = ${certificates.certificate}`,
            `ssl_options.keyfile = ${certificates.key}`,
        ]),
        'management.tcp.ip = 127.0.0.1',
        `management.tcp.port = ${management}`,
        'log.console.level = warning',
        'collect_statistics_interval = 500',
        '',
    ].join('\n'));
    // How often quorum queues tell how many messages they have.
    writeFileSync(join(folder, 'advanced.config'), '[{rabbit, [{quorum_tick_interval, 500}]}].\n');
    writeFileSync(join(folder, 'enabled_plugins'), `[${plugins.join(',')}].\n`);
    const env = {
        PATH: `${programs}:${process.env.PATH}`,
        HOME: join(folder, 'home'),
        RABBITMQ_NODENAME: `sluice${port}@localhost`,
        RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
        RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, 'advanced.config'),
        RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
        RABBITMQ_LOG_BASE: join(folder, 'log'),
        RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
        RABBITMQ_DIST_PORT: String(distribution),
        ERL_EPMD_ADDRESS: '127.0.0.1',
        ERL_EPMD_PORT: String(mapper),
    };
    // Otherwise the server would start one that outlives it.
    start('epmd', ['-address', '127.0.0.1', '-port', String(mapper)], { log: join(folder, 'epmd.log'), env });
    const launch = () => start('rabbitmq-server', [], { log: join(folder, 'rabbitmq.log'), env });
    let server = launch();
    const request = async (method, path, body) => {
        const response = await fetch(`http://127.0.0.1:${management}/api/${path}`, {
            method,
            // The user that every new installation has, for connections from the same machine alone.
            headers: { authorization: `Basic ${btoa('guest:guest')}`, 'content-type': 'application/json' },
            ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        });
        const text = await response.text();
        if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${readable(text)}`);
        return text === '' ? undefined : JSON.parse(text);
    };
    const ready = () => eventually('RabbitMQ', async () => {
        server.assertAlive();
        return request('GET', 'overview').catch(() => undefined);
    }, { seconds: 90, pause: 100 });
    await ready();
    return {
        port,
        management,
        ...(certificates !== undefined && { secured: { port: encrypted, ca: certificates.ca } }),
        request,
        async restart() {
            await server.kill();
            server = launch();
            await ready();
            // RabbitMQ 3.10 loses its supervisor of dead letters when a queue is deleted that has only just come back.
            await new Promise(resolve => setTimeout(resolve, 1000));
        },
    };
}

/** Debian's own commands are for root alone; the programs behind them are not. */
function programFolder() {
    const base = '/usr/lib/rabbitmq/lib';
    try {
        const [version] = readdirSync(base).filter(name => name.startsWith('rabbitmq_server-'));
        if (version) return join(base, version, 'sbin');
    } catch {
        // Not Debian's: then the commands on the PATH are the programs.
    }
    if (!has('epmd')) throw new Unavailable('\'epmd\', a part of Erlang, is not on the PATH.');
    return '/usr/local/sbin';
}

/** RabbitMQ 3.10 writes some reasons as arrays of character codes. */
function readable(text) {
    return text.replace(/\[\d+(?:,\d+)+\]/g, codes => JSON.stringify(String.fromCharCode(...JSON.parse(codes))));
}
