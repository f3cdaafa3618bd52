import { BrokerError, type ChannelDefinition, type SubscriptionDefinition } from '../../broker.js';
import { failureReason } from '../../failure-reason.js';
import type { BrokerDriver, MessageSource, OutgoingMessage, ReceivedMessage } from '../shared/driver.js';
import { partitionsOf } from '../shared/partitions.js';
import { delayedKey, streamKeyOf, streamKeys } from './keys.js';
import type { RedisLink } from './link.js';
import { entryFields, RedisPublisher } from './publisher.js';
import { RedisQuestions } from './questions.js';
import { buryScript, moveDueScript, readScript } from './scripts.js';
import { Settlements } from './settlements.js';
import { RedisSource, type Found } from './source.js';

/** All programs are one consumer to a group: who has what in hand is told by how long it has been so. */
const consumer = 'sluice';
const day = 86_400_000;

/** What Sluice asks of Redis: streams with consumer groups, and scripts for what must be one step. */
export class RedisDriver implements BrokerDriver {
    readonly system = 'redis';
    private readonly publisher: RedisPublisher;
    readonly questions: RedisQuestions;
    private readonly sources = new Map<string, RedisSource>();

    constructor(
        private readonly link: RedisLink,
        options: { readonly publishTimeout: number },
    ) {
        this.publisher = new RedisPublisher(link, options);
        this.questions = new RedisQuestions(link);
    }

    async connect(): Promise<void> {
        await this.link.connect();
        await this.publisher.connect();
    }

    async ping(): Promise<void> {
        await this.link.command('PING');
    }

    /** A stream exists from its first group or message on. */
    async prepareChannel(): Promise<void> {}

    async prepareSubscription(subscription: SubscriptionDefinition, channel: ChannelDefinition): Promise<void> {
        const start = channel.kind === 'queue' || subscription.start === 'first' ? '0' : '$';
        for (const key of streamKeys(channel)) {
            await this.link.command('XGROUP', 'CREATE', key, subscription.name, start, 'MKSTREAM').catch((error: unknown) => {
                const reason = failureReason(error);
                if (reason.startsWith('BUSYGROUP')) return;
                throw new BrokerError(reason.startsWith('WRONGTYPE') ? 'invalid-topology' : 'unavailable', `The group '${subscription.name}' of the stream '${key}' cannot be made: ${this.link.address.strip(reason)}.`);
            });
        }
    }

    publish(channel: ChannelDefinition, message: OutgoingMessage): Promise<void> {
        return this.publisher.publish(channel, message);
    }

    open(subscription: SubscriptionDefinition, channel: ChannelDefinition): MessageSource {
        const known = this.sources.get(subscription.name);
        if (known !== undefined) return known;
        const mine = Math.min(subscription.acknowledgeTimeout, day);
        // A wait is how long a message has still to be idle, which cannot be longer than this.
        const lease = Math.max(mine, subscription.retry.to);
        const settlements = new Settlements(this.link, { group: subscription.name, remains: remainsOf(channel) });
        const source: RedisSource = new RedisSource(this.link, streamKeys(channel), {
            partitions: partitionsOf(channel).length,
            read: async (streams, count) => {
                const [found, last] = await this.link.evaluate(readScript, streams, subscription.name, consumer, count, lease, mine, channel.ordered === 'none' ? 'many' : 'one') as [RawFound[], Buffer[]];
                return { found: found.map(raw => readFound(raw, streams)), last: new Map(streams.map((stream, index) => [stream, last[index]?.toString() ?? '$'])) };
            },
            receive: one => this.receive(one, { subscription, channel, settlements, lease, mine, source }),
            moveDue: async () => {
                if (channel.delay === undefined) return undefined;
                const wait = Number(await this.link.evaluate(moveDueScript, [delayedKey(channel)]));
                return wait < 0 ? undefined : wait;
            },
        });
        this.sources.set(subscription.name, source);
        return source;
    }

    async replay(subscription: SubscriptionDefinition, channel: ChannelDefinition, since: number | undefined): Promise<void> {
        const last = since === undefined ? '0' : `${since - 1}-18446744073709551615`;
        for (const key of streamKeys(channel)) await this.link.command('XGROUP', 'SETID', key, subscription.name, last);
    }

    async lag(subscription: SubscriptionDefinition, channel: ChannelDefinition): Promise<number> {
        let sum = channel.delay === undefined ? 0 : Number(await this.link.command('ZCARD', delayedKey(channel)));
        for (const key of streamKeys(channel)) sum += channel.kind === 'queue' ? Number(await this.link.command('XLEN', key)) : await this.lagOfGroup(key, subscription.name);
        return sum;
    }

    async close(): Promise<void> {
        await this.publisher.settled();
        this.questions.close();
        this.link.close();
    }

    private async lagOfGroup(key: string, group: string): Promise<number> {
        const groups = await this.link.command('XINFO', 'GROUPS', key) as readonly (readonly (string | number | null)[])[];
        const facts = groups.map(one => new Map(one.flatMap((name, index) => (index % 2 === 0 ? [[String(name), one[index + 1] ?? null] as const] : [])))).find(one => one.get('name') === group);
        if (facts === undefined) return 0;
        // Where messages were deleted Redis does not know, and they are counted.
        const waiting = facts.get('lag') ?? (await this.link.command('XRANGE', key, `(${String(facts.get('last-delivered-id'))}`, '+', 'COUNT', 100_000) as readonly unknown[]).length;
        return Number(facts.get('pending')) + Number(waiting);
    }

    private receive({ stream, id, deliveries, fields }: Found, { subscription, channel, settlements, lease, mine, source }: {
        readonly settlements: Settlements;
        readonly subscription: SubscriptionDefinition;
        readonly channel: ChannelDefinition;
        readonly lease: number;
        readonly mine: number;
        readonly source: RedisSource;
    }): ReceivedMessage {
        const group = subscription.name;
        const remains = remainsOf(channel);
        /** Anyone's after so many milliseconds, with so many deliveries behind it. */
        const hold = (milliseconds: number, count: number): Promise<unknown> => this.link.command('XCLAIM', stream, group, consumer, 0, id, 'IDLE', Math.max(0, Math.floor(lease - milliseconds)), 'RETRYCOUNT', count, 'JUSTID');
        const again = async (wait: number, count: number): Promise<void> => {
            await hold(wait, count);
            source.lookIn(wait);
        };
        return {
            bytes: fields.get('envelope') ?? new Uint8Array(),
            key: fields.has('key') ? new TextDecoder().decode(fields.get('key')) : undefined,
            attempt: deliveries + 1,
            publishedAt: Number(id.split('-')[0]),
            // It has been where the delayed messages are until now.
            delay: 0,
            place: `${stream}/${id}`,
            acknowledge: async () => {
                await settlements.add(stream, id);
                source.look();
            },
            retry: wait => again(wait, deliveries + 1),
            postpone: wait => again(wait, deliveries),
            deadLetter: async (queue, letter) => {
                const key = streamKeyOf(queue, { key: letter.key, id: letter.envelope.id, priority: letter.priority });
                await this.link.evaluate(buryScript, [stream, key], group, id, remains, ...entryFields(letter));
                source.look();
            },
            keep: () => void hold(mine, deliveries + 1).catch(() => undefined),
        };
    }
}

/** What becomes of a message that was settled. */
function remainsOf({ kind }: ChannelDefinition): 'keep' | 'delete' {
    return kind === 'topic' ? 'keep' : 'delete';
}

type RawFound = readonly [number, Buffer, number, readonly Buffer[]];

function readFound([stream, id, deliveries, fields]: RawFound, streams: readonly string[]): Found {
    const read = new Map<string, Uint8Array>();
    for (let index = 0; index < fields.length; index += 2) read.set(fields[index]!.toString(), fields[index + 1]!);
    return { stream: streams[stream - 1]!, id: id.toString(), deliveries, fields: read };
}
