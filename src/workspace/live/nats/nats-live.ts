import { gunzipSync, gzipSync } from 'node:zlib';
import { SluiceError } from '../../../model/sluice-error.js';
import { streamName } from '../../../model/brokers/nats-names.js';
import { BrokerError } from '../../../runtime/broker.js';
import { NatsLink } from '../../../runtime/brokers/nats/link.js';
import { ServerAddress, serverUrl } from '../../../runtime/brokers/shared/server-address.js';
import { eachAtOnce } from '../each-at-once.js';
import type { Found, LiveBroker } from '../live-broker.js';
import type { NoteOwner } from '../note-owner.js';
import type { ActualResource, Resource, Settings } from '../resource.js';
import { natsKinds, toConfig, toConsumer, toStream, type ConsumerInfo, type StreamInfo } from './nats-resources.js';

const noteStream = 'sluice_notes';
/** In milliseconds: somebody waits for the answer. */
const connectTimeout = 3000;

/** Connects to the NATS that the environment names for a broker. */
export async function openNats(owner: NoteOwner): Promise<LiveBroker> {
    const address = new ServerAddress(serverUrl(undefined, owner.broker), { schemes: ['nats', 'tls'], port: 4222, broker: `'${owner.broker}'` });
    const link = new NatsLink(address, { name: 'sluice', connectTimeout });
    await link.connect();
    return new NatsLive(link, String(address), owner);
}

class NatsLive implements LiveBroker {
    readonly kinds = natsKinds;
    /** What the server said of consumers when they were read last, by their names. */
    private readonly consumers = new Map<string, ConsumerInfo>();
    private readonly streams = new Map<string, StreamInfo>();

    constructor(
        private readonly link: NatsLink,
        readonly address: string,
        private readonly owner: NoteOwner,
    ) {}

    async read(keys: ReadonlySet<string>): Promise<Found> {
        this.consumers.clear();
        this.streams.clear();
        const all = (await this.list<StreamInfo>('STREAM.LIST', 'streams')).filter(({ config }) => config.name !== noteStream);
        for (const info of all) this.streams.set(info.config.name, info);
        const interesting = all.map(({ config }) => config.name).filter(name => keys.has(`stream/${name}`));
        const lists = await eachAtOnce(interesting, stream => this.list<ConsumerInfo>(`CONSUMER.LIST.${stream}`, 'consumers'));
        const consumers = lists.flat();
        for (const info of consumers) this.consumers.set(`${info.stream_name}/${info.name}`, info);
        return { resources: [...all.map(toStream), ...consumers.map(toConsumer)], warnings: [] };
    }

    async readNote(): Promise<string | undefined> {
        const found = await this.ask(`STREAM.MSG.GET.${noteStream}`, { last_by_subj: this.noteSubject });
        const data = (found?.['message'] as { data?: string } | undefined)?.data;
        if (data === undefined) return undefined;
        try {
            // The server wraps the text, which is in this form already, once more.
            return gunzipSync(Buffer.from(Buffer.from(data, 'base64').toString('utf8'), 'base64')).toString('utf8');
        } catch {
            return '';
        }
    }

    async writeNote(text: string): Promise<void> {
        if (await this.ask(`STREAM.INFO.${noteStream}`) === undefined) {
            await this.ask(`STREAM.CREATE.${noteStream}`, {
                name: noteStream, description: "What 'sluice apply' has made, for 'sluice plan' and 'sluice drift'", subjects: ['sluice.notes.>'],
                retention: 'limits', storage: 'file', discard: 'old', max_msgs_per_subject: 1, num_replicas: 1,
            });
        }
        // What NATS takes as one message is a mebibyte unless configured otherwise.
        const answer = (await this.link.request(this.noteSubject, gzipSync(text).toString('base64'), connectTimeout)).json<{ error?: { description: string } }>();
        if (answer.error !== undefined) throw new SluiceError(`NATS does not take the note of what was applied: ${answer.error.description}.`);
    }

    async create({ kind, name, settings }: Resource, left?: unknown): Promise<void> {
        if (kind === 'stream') {
            await this.ask(`STREAM.CREATE.${name}`, { ...toConfig(settings), name });
            return;
        }
        const position = typeof left === 'number' ? { deliver_policy: 'by_start_sequence', opt_start_seq: left } : {};
        await this.makeConsumer(name, { ...settings, ...position });
    }

    async change({ kind, name, settings }: Resource): Promise<void> {
        // What is not known here stays as it is.
        if (kind === 'stream') {
            await this.ask(`STREAM.UPDATE.${name}`, { ...toConfig({ ...this.streams.get(name)!.config, ...settings }), name });
            return;
        }
        const { config } = this.consumers.get(name)!;
        await this.makeConsumer(name, { ...config, ...settings, deliver_policy: config['deliver_policy']! });
    }

    async countMessages({ kind, name }: ActualResource): Promise<number> {
        if (kind === 'stream') return (await this.ask(`STREAM.INFO.${name}`) as unknown as StreamInfo | undefined)?.state.messages ?? 0;
        const info = await this.consumerInfo(name);
        return info === undefined ? 0 : toConsumer(info).messages;
    }

    async remove({ kind, name }: ActualResource): Promise<unknown> {
        if (kind === 'stream') {
            await this.ask(`STREAM.DELETE.${name}`);
            return undefined;
        }
        const info = await this.consumerInfo(name);
        await this.ask(`CONSUMER.DELETE.${dotted(name)}`);
        return info && (info.config['ack_policy'] === 'none' ? info.delivered : info.ack_floor).stream_seq + 1;
    }

    async close(): Promise<void> {
        await this.link.close();
    }

    private get noteSubject(): string {
        return `sluice.notes.${streamName(this.owner.system)}.${streamName(this.owner.broker)}`;
    }

    /** What it says to programs that may not do something is no help to those who apply. */
    private async ask(subject: string, body: object = {}): Promise<Record<string, unknown> | undefined> {
        try {
            return await this.link.ask(subject, body);
        } catch (error) {
            const [denial] = error instanceof BrokerError ? /^NATS at .* does not let .*?'\./.exec(error.message) ?? [] : [];
            if (denial === undefined) throw error;
            throw new SluiceError(denial, { hint: "The user needs all of JetStream's API ('$JS.API.>'), and may publish to 'sluice.notes.>'." });
        }
    }

    private async consumerInfo(name: string): Promise<ConsumerInfo | undefined> {
        return await this.ask(`CONSUMER.INFO.${dotted(name)}`) as unknown as ConsumerInfo | undefined;
    }

    private async makeConsumer(name: string, settings: Settings): Promise<void> {
        const [stream, consumer] = name.split('/') as [string, string];
        await this.ask(`CONSUMER.DURABLE.CREATE.${stream}.${consumer}`, { stream_name: stream, config: { ...toConfig(settings), durable_name: consumer } });
    }

    /** The server gives long lists in pages. */
    private async list<Item>(subject: string, field: string): Promise<Item[]> {
        const found: Item[] = [];
        for (;;) {
            const page = await this.ask(subject, { offset: found.length });
            const items = (page?.[field] ?? []) as Item[];
            found.push(...items);
            if (items.length === 0 || found.length >= Number(page?.['total'] ?? 0)) return found;
        }
    }
}

function dotted(consumer: string): string {
    return consumer.replace('/', '.');
}
