import type { Redis } from 'ioredis';
import { BrokerError, type ChannelDefinition } from '../../broker.js';
import { failureReason } from '../../failure-reason.js';
import { ConfirmedPublisher } from '../shared/confirmed-publisher.js';
import type { OutgoingMessage } from '../shared/driver.js';
import { delayedKey, latestKey, seenKey, streamKeyOf, streamKeys } from './keys.js';
import { within } from '../shared/waiting.js';
import type { RedisLink } from './link.js';
import { publishScript } from './scripts.js';

/** Where nothing is promised of the message beside its place, adding it is all that is to be done, and takes Redis half as long as the script. */
type Publication = { readonly channel: ChannelDefinition } & (
    | { readonly kind: 'add'; readonly stream: string; readonly fields: readonly string[] }
    | { readonly kind: 'script'; readonly keys: readonly string[]; readonly words: readonly (string | number)[] }
);

/** Publishes over a connection of its own, in order, whatever becomes of the connection. */
export class RedisPublisher {
    private readonly publisher: ConfirmedPublisher<Publication>;
    private connection: Redis | undefined;
    private script = '';
    private counter = 0;

    constructor(
        private readonly link: RedisLink,
        options: { readonly publishTimeout: number },
    ) {
        // A connection that has fallen silent is cut by the client, after which all is sent again.
        this.publisher = new ConfirmedPublisher((number, publication) => this.send(number, publication), { timeout: options.publishTimeout, silence: Number.MAX_SAFE_INTEGER });
    }

    /** Rejects with `unavailable` where that takes too long. */
    async connect(): Promise<void> {
        this.publisher.interrupt();
        const connection = this.link.open({ autoResendUnfulfilledCommands: false, enableOfflineQueue: false, maxRetriesPerRequest: null });
        let refusal: string | undefined;
        connection.on('error', (error: Error) => (refusal = failureReason(error)));
        connection.on('close', () => this.publisher.interrupt());
        const ready = new Promise<void>(resolve => {
            connection.on('ready', () => {
                // A server that was started again has forgotten it.
                connection.script('LOAD', publishScript).then(sha => {
                    this.script = String(sha);
                    this.publisher.resume();
                    resolve();
                }, (error: unknown) => {
                    refusal = failureReason(error);
                    connection.disconnect(true);
                });
            });
        });
        const { address, connectTimeout } = this.link;
        try {
            await within(connectTimeout, ready, () => new BrokerError('unavailable', `Redis at ${String(address)} does not let this program publish: ${refusal === undefined ? 'it does not answer' : address.strip(refusal)}.`));
        } catch (error) {
            this.link.close(connection);
            throw error;
        }
        this.connection = connection;
    }

    publish(channel: ChannelDefinition, message: OutgoingMessage): Promise<void> {
        const { envelope, key, priority, delay = channel.delay ?? 0, deduplicationId } = message;
        if (delay > 0 && channel.delay === undefined) return Promise.reject(new BrokerError('invalid-message', `'${channel.name}' has no delay, so that nobody on Redis would look for delayed messages there.`));
        const stream = streamKeyOf(channel, { key, id: envelope.id, priority });
        const { retain, compact, limit, deduplicate } = channel;
        const isTopic = channel.kind === 'topic' && !compact;
        const isTrimmed = isTopic && (retain.milliseconds ?? retain.bytes) !== undefined;
        if (!isTrimmed && delay === 0 && !compact && limit === undefined && (deduplicate ?? deduplicationId) === undefined) return this.publisher.publish({ channel, kind: 'add', stream, fields: entryFields(message) });
        return this.publisher.publish({
            channel,
            kind: 'script',
            keys: [
                stream,
                channel.delay === undefined ? stream : delayedKey(channel),
                compact ? latestKey(channel) : stream,
                deduplicate === undefined || deduplicationId === undefined ? stream : seenKey(channel, deduplicationId),
                ...(limit === undefined ? [] : streamKeys(channel)),
            ],
            words: [
                delay, isTopic ? retain.milliseconds ?? -1 : -1, isTopic ? retain.bytes ?? -1 : -1, limit?.messages ?? -1, limit?.bytes ?? -1,
                deduplicationId === undefined ? -1 : deduplicate ?? -1, compact && key !== undefined ? `=${key}` : '-', String(this.counter++).padStart(12, '0'),
                ...entryFields(message),
            ],
        });
    }

    settled(): Promise<void> {
        return this.publisher.settled();
    }

    private send(number: number, publication: Publication): void {
        if (this.connection?.status !== 'ready') return;
        const { channel } = publication;
        const answered = publication.kind === 'add'
            ? this.connection.call('XADD', publication.stream, '*', ...publication.fields)
            : this.connection.call('EVALSHA', this.script, publication.keys.length, ...publication.keys, ...publication.words);
        answered.then(answer => {
            // What was added has its place for an answer.
            const [outcome, count] = typeof answer === 'string' ? ['ok', 0] : answer as [string, number];
            this.publisher.confirm(number, refusalOf(channel, outcome, count));
        }, (error: unknown) => {
            const reason = failureReason(error);
            // Without an answer of the server's own, all is sent again when the connection is there again.
            if (!/^(ERR|OOM|NOPERM|MISCONF|READONLY|WRONGTYPE|user_script)/i.test(reason)) return;
            this.publisher.confirm(number, new BrokerError('unavailable', `Redis does not take the message to '${channel.name}': ${this.link.address.strip(reason)}.`));
        });
    }
}

/** The fields of an entry: the envelope, and the key where it is another than the envelope's subject. */
export function entryFields({ envelope, key, text }: OutgoingMessage): readonly string[] {
    return ['envelope', text, ...(key !== undefined && key !== envelope.subject ? ['key', key] : [])];
}

function refusalOf({ name, limit }: ChannelDefinition, outcome: string, count: number): BrokerError | undefined {
    switch (outcome) {
        case 'messages': return new BrokerError('channel-full', `'${name}' is full: ${count} messages are not handled yet, and its limit is ${limit?.messages}. Publish again later.`);
        case 'bytes': return new BrokerError('channel-full', `'${name}' has no room: ${count} of ${limit?.bytes} bytes are not handled yet. Publish again later.`);
        default: return undefined;
    }
}
