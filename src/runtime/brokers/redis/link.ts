import { Redis, type RedisOptions } from 'ioredis';
import { BrokerError } from '../../broker.js';
import { failureReason } from '../../failure-reason.js';
import type { ServerAddress } from '../shared/server-address.js';
import { readCertificates, type Certificates } from '../shared/certificates.js';
import { pause, reconnectDelay } from '../shared/waiting.js';

/** The oldest server that has what is used here: `XAUTOCLAIM`, `XPENDING IDLE` and scripts that read the time. */
const oldest = 7;

/** How long a command may take, breaks of the connection included, in milliseconds: nothing waits for ever for a server that is away. */
const commandTimeout = 10_000;

/** After how long without a word to what was asked a connection is cut and opened again, in milliseconds: longer than any command here waits by itself. */
const silence = 10_000;

/** An answer as Redis gives it. */
export type Answer = string | number | null | readonly Answer[];

/** Connections to one Redis that come back by themselves. */
export class RedisLink {
    private readonly connections = new Set<Redis>();
    /** For commands that may be sent again after a break. */
    private shared: Redis | undefined;
    private readonly certificates: Certificates;
    private isDurabilityKnown = false;
    /** By which the server knows a script. */
    private readonly sums = new Map<string, Promise<string>>();

    constructor(
        readonly address: ServerAddress,
        private readonly options: {
            readonly name: string;
            readonly connectTimeout: number;
            /** What to do where the server confirms what it may still lose: nothing unless given. */
            readonly durability?: { readonly kind: 'required' | 'advised'; readonly warn: (message: string) => void };
        },
    ) {
        this.certificates = address.isEncrypted ? readCertificates(address) : {};
    }

    /** How long a connection that is opened may be waited for, in milliseconds. */
    get connectTimeout(): number {
        return this.options.connectTimeout;
    }

    /** Tries until the time for connecting is over. */
    async connect(): Promise<void> {
        // It comes back by itself.
        if (this.shared?.status === 'ready') return;
        if (this.shared !== undefined) this.close(this.shared);
        this.shared = undefined;
        const deadline = Date.now() + this.options.connectTimeout;
        const connection = this.open({ maxRetriesPerRequest: null, commandTimeout });
        let refusal: string | undefined;
        connection.on('error', (error: Error) => {
            refusal = this.address.strip(failureReason(error));
        });
        while (connection.status !== 'ready') {
            const denied = refusal !== undefined && /WRONGPASS|NOAUTH|NOPERM/.test(refusal);
            const distrusted = refusal !== undefined && /certificate|self-signed/i.test(refusal);
            if (denied || distrusted || Date.now() > deadline) {
                this.connections.delete(connection);
                connection.disconnect();
                if (distrusted) throw new BrokerError('unavailable', `The certificate of Redis at ${String(this.address)} is not trusted: ${refusal}. Name the authority that signed it in the URL: ?ca=FILE.`);
                throw new BrokerError('unavailable', denied
                    ? `Redis at ${String(this.address)} does not let this program in: ${refusal}. Check the user and the password in its URL.`
                    : `There is no Redis at ${String(this.address)}: ${refusal ?? 'it does not answer'}.`);
            }
            await pause(10);
        }
        this.shared = connection;
        const version = /redis_version:(\S+)/.exec(String(await this.command('INFO', 'server').catch(() => '')))?.[1];
        // Who may not ask for the version is believed to know it.
        if (version !== undefined && Number.parseInt(version, 10) < oldest) throw new BrokerError('unsupported', `Redis at ${String(this.address)} is of version ${version}: ${oldest}.0 or later is needed.`);
        await this.checkDurability();
    }

    /** Whoever may not ask for the server's settings cannot know. */
    private async checkDurability(): Promise<void> {
        const { durability } = this.options;
        if (durability === undefined || this.isDurabilityKnown) return;
        const settings = await this.command('CONFIG', 'GET', 'append*').catch(() => undefined) as readonly string[] | undefined;
        this.isDurabilityKnown = true;
        if (settings === undefined) return;
        const read = (name: string): string | undefined => settings[settings.indexOf(name) + 1];
        if (read('appendonly') === 'yes' && read('appendfsync') === 'always') return;
        const problem = `Redis at ${String(this.address)} confirms messages before it has written them (appendonly ${read('appendonly')}, appendfsync ${read('appendfsync')}), and loses some of them where it is killed. Set 'appendonly yes' and 'appendfsync always'.`;
        if (durability.kind === 'required') throw new BrokerError('unsupported', problem);
        durability.warn(problem);
    }

    /** Another connection, such as for commands that wait. */
    open(options: Partial<Pick<RedisOptions, 'maxRetriesPerRequest' | 'commandTimeout' | 'autoResendUnfulfilledCommands' | 'enableOfflineQueue'>> = {}): Redis {
        const { user, password, hosts, isEncrypted, path } = this.address;
        const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(hosts[0] ?? '') ?? [];
        const connection = new Redis({
            host: host.replace(/^\[|\]$/g, ''), port: Number(port), connectionName: `sluice-${this.options.name.replace(/\s/g, '-')}`,
            ...(user !== undefined && { username: user }),
            ...(password !== undefined && { password }),
            ...(path !== '' && { db: Number(path) }),
            ...(isEncrypted && { tls: this.certificates }),
            // In the newer protocol the client makes flat lists of what streams answer.
            protocol: 2,
            connectTimeout: Math.min(5000, this.options.connectTimeout),
            socketTimeout: silence,
            retryStrategy: attempt => reconnectDelay(attempt, { most: 2000 }),
            ...options,
        });
        // Without a listener the client would print what it says.
        connection.on('error', () => {});
        this.connections.add(connection);
        return connection;
    }

    /** Asks Redis; over a break once more. */
    async command(name: string, ...words: readonly (string | number | Uint8Array)[]): Promise<Answer> {
        if (this.shared === undefined) throw new BrokerError('unavailable', 'There is no connection to Redis yet.');
        return this.shared.call(name, ...words.map(word => (word instanceof Uint8Array ? Buffer.from(word) : word))) as Promise<Answer>;
    }

    /** Has a script run as one step; its text is sent where the server does not know it yet, or any more. */
    async evaluate(script: string, keys: readonly string[], ...words: readonly (string | number)[]): Promise<unknown> {
        if (this.shared === undefined) throw new BrokerError('unavailable', 'There is no connection to Redis yet.');
        let sum = this.sums.get(script);
        if (sum === undefined) {
            sum = this.shared.script('LOAD', script).then(String);
            this.sums.set(script, sum);
        }
        try {
            return await this.shared.callBuffer('EVALSHA', await sum, keys.length, ...keys, ...words);
        } catch (error) {
            this.sums.delete(script);
            if (!failureReason(error).startsWith('NOSCRIPT')) throw error;
            return this.shared.callBuffer('EVAL', script, keys.length, ...keys, ...words);
        }
    }

    /** Lets go of one connection, or of all. */
    close(connection?: Redis): void {
        for (const open of connection === undefined ? this.connections : [connection]) {
            open.disconnect();
            this.connections.delete(open);
        }
    }
}
