import { connect, type Channel, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { BrokerError } from '../../broker.js';
import { failureReason } from '../../failure-reason.js';
import { readCertificates } from '../shared/certificates.js';
import type { ServerAddress } from '../shared/server-address.js';
import { pause, reconnectDelay, within } from '../shared/waiting.js';
import { gatherWrites } from './gathered-writes.js';

/** The oldest server on which all that is used here was seen to work: quorum queues with a time to live, dead letters at least once. */
const oldest = [3, 10] as const;
/** After how many seconds without a sign of life a connection is taken for dead. */
const heartbeat = 10;
/** The largest part in which messages travel, in bytes: what servers allow unless told. */
const frameSize = 131_072;

/** What RabbitMQ says with an error; 404: not there, 403: not allowed, 405: another has it, 406: there it is otherwise. */
export function refusalCode(error: unknown): number | undefined {
    const code = (error as { code?: unknown } | undefined)?.code;
    return typeof code === 'number' ? code : undefined;
}

/** One connection to RabbitMQ that comes back by itself. */
export class RabbitLink {
    private model: ChannelModel | undefined;
    private closing = false;
    private readonly backListeners = new Set<() => void>();
    private readonly lostListeners = new Set<() => void>();
    /** Channels over which nothing is asked just now. */
    private idle: Channel[] = [];
    /** Why the server has ended the connection. */
    private lastWords: string | undefined;

    constructor(
        readonly address: ServerAddress,
        private readonly options: { readonly name: string; readonly connectTimeout: number },
    ) {}

    get isConnected(): boolean {
        return this.model !== undefined;
    }

    /** Tries until the time for connecting is over. */
    async connect(): Promise<void> {
        const deadline = Date.now() + this.options.connectTimeout;
        for (let attempt = 1; this.model === undefined; attempt++) {
            try {
                this.adopt(await this.open(attempt));
            } catch (error) {
                if (error instanceof BrokerError) throw error;
                const reason = this.describe(error);
                // What is said of a wrong password is said of nothing else.
                if (/ACCESS[_-]REFUSED|NOT[_-]ALLOWED|\b403\b|\b530\b/.test(reason)) throw new BrokerError('unavailable', `RabbitMQ at ${String(this.address)} does not let this program in: ${reason}. Check the user, the password and the virtual host in its URL.`);
                if (/certificate|self-signed/i.test(reason)) throw new BrokerError('unavailable', `The certificate of RabbitMQ at ${String(this.address)} is not trusted: ${reason}. Name the authority that signed it in the URL: ?ca=FILE.`);
                if (Date.now() > deadline) throw new BrokerError('unavailable', `There is no RabbitMQ at ${String(this.address)}: ${reason}.`);
                await pause(reconnectDelay(attempt, { most: 1000 }));
            }
        }
    }

    /** Calls back whenever the connection is there again; the function that is given back ends that. */
    onBack(listener: () => void): () => void {
        this.backListeners.add(listener);
        return () => void this.backListeners.delete(listener);
    }

    onLost(listener: () => void): () => void {
        this.lostListeners.add(listener);
        return () => void this.lostListeners.delete(listener);
    }

    /** A channel of its own, which ends with the connection and with whatever the server refuses on it. */
    async channel(): Promise<Channel> {
        return quiet(await this.current().createChannel());
    }

    /** The same with a word of the server for each message that is published. */
    async confirmChannel(): Promise<ConfirmChannel> {
        return quiet(await this.current().createConfirmChannel());
    }

    /**
     * Asks the server something over a channel that nobody else uses meanwhile, and again over breaks of the connection. Rejects with what the server refuses,
     * with `unsupported` where it lacks a plugin, and with `unavailable` when it is away for too long.
     */
    async ask<Answer>(question: (channel: Channel) => Promise<Answer>): Promise<Answer> {
        const deadline = Date.now() + this.options.connectTimeout;
        for (let attempt = 1; ; attempt++) {
            let channel: Channel | undefined;
            this.lastWords = undefined;
            try {
                // A server that is short of memory or of room on its disk takes what is asked and does not read it.
                const answer = await within(Math.max(1, deadline - Date.now()), (async () => {
                    channel = this.idle.pop() ?? await this.channel();
                    return question(channel);
                })(), () => new Error('it may be short of memory or of room on its disk'));
                if (channel !== undefined) this.idle.push(channel);
                return answer;
            } catch (error) {
                // What the server refuses ends the channel; otherwise nobody knows what it still has to say.
                void channel?.close().catch(() => undefined);
                if (refusalCode(error) !== undefined || error instanceof BrokerError && error.code !== 'unavailable') throw error;
                this.assertHasPlugins();
                if (this.closing) throw new BrokerError('closed', 'The broker is closed.');
                if (Date.now() >= deadline) throw new BrokerError('unavailable', `RabbitMQ at ${String(this.address)} does not answer: ${this.describe(error)}.`);
                await pause(reconnectDelay(attempt, { most: 500 }));
            }
        }
    }

    /** An error's words without credentials, and without what the client puts around them. */
    describe(error: unknown): string {
        const reason = failureReason(error);
        return this.address.strip(/with message "([^]*)"$/.exec(reason)?.[1] ?? reason);
    }

    async close(): Promise<void> {
        this.closing = true;
        const { model } = this;
        this.model = undefined;
        if (model !== undefined) await Promise.race([model.close().catch(() => undefined), pause(2000)]);
    }

    private current(): ChannelModel {
        if (this.model === undefined) throw new BrokerError('unavailable', 'There is no connection to RabbitMQ just now.');
        return this.model;
    }

    private async open(attempt: number): Promise<ChannelModel> {
        const { hosts, user = 'guest', password = 'guest', isEncrypted, path } = this.address;
        const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(hosts[(attempt - 1) % hosts.length] ?? '') ?? [];
        const hostname = host.replace(/^\[|\]$/g, '');
        const model = await connect({
            protocol: isEncrypted ? 'amqps' : 'amqp', hostname, port: Number(port), username: user, password, heartbeat, frameMax: frameSize,
            vhost: path === '' ? '/' : decodeURIComponent(path),
        }, {
            // Without it a message waits for the answer to the one before.
            noDelay: true,
            timeout: Math.min(5000, this.options.connectTimeout),
            clientProperties: { connection_name: this.options.name },
            ...(isEncrypted && { ...readCertificates(this.address), ...(!/^[\d.]+$|:/.test(hostname) && { servername: hostname }) }),
        });
        gatherWrites(model.connection);
        const { version } = model.connection.serverProperties;
        // Of a server that does not say it, nothing is known to work.
        const [major = 0, minor = 0] = String(version).split('.').map(part => Number.parseInt(part, 10) || 0);
        if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
            await model.close().catch(() => undefined);
            throw new BrokerError('unsupported', `RabbitMQ at ${String(this.address)} is of version ${version}: ${oldest.join('.')} or later is needed.`);
        }
        return model;
    }

    private adopt(model: ChannelModel): void {
        if (this.closing) {
            void model.close().catch(() => undefined);
            return;
        }
        this.model = model;
        model.on('error', (error: Error) => {
            this.lastWords = this.describe(error);
        });
        model.on('close', () => {
            if (this.model !== model) return;
            this.model = undefined;
            this.idle = [];
            for (const listener of [...this.lostListeners]) listener();
            void this.comeBack();
        });
        for (const listener of [...this.backListeners]) listener();
    }

    private async comeBack(): Promise<void> {
        for (let attempt = 1; this.model === undefined && !this.closing; attempt++) {
            await pause(reconnectDelay(attempt, { most: 2000 }));
            if (this.closing) return;
            await this.open(attempt).then(model => this.adopt(model), () => undefined);
        }
    }

    private assertHasPlugins(): void {
        if (this.lastWords?.includes('unknown exchange type')) {
            throw new BrokerError('unsupported', `RabbitMQ at ${String(this.address)} knows no consistent hash exchange, over which ordered messages are spread: enable it with 'rabbitmq-plugins enable rabbitmq_consistent_hash_exchange'.`);
        }
    }
}

/** What goes wrong with a channel is told to who waits for its answers; without a listener it would end the program. */
function quiet<Kind extends Channel>(channel: Kind): Kind {
    channel.on('error', () => {});
    return channel;
}
