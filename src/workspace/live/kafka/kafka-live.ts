import { gunzipSync, gzipSync } from 'node:zlib';
import { createPartitionsV3, createTopicsV7, deleteTopicsV6, describeConfigsV4, incrementalAlterConfigsV1, metadataV9, produceV9 } from '@platformatic/kafka';
import { SluiceError } from '../../../model/sluice-error.js';
import { codes } from '../../../runtime/brokers/kafka/codes.js';
import { KafkaLink } from '../../../runtime/brokers/kafka/link.js';
import { offsetsAt } from '../../../runtime/brokers/kafka/offsets.js';
import { makeRecord } from '../../../runtime/brokers/kafka/records.js';
import { scan } from '../../../runtime/brokers/kafka/scan.js';
import { ServerAddress, serverUrl } from '../../../runtime/brokers/shared/server-address.js';
import { pause } from '../../../runtime/brokers/shared/waiting.js';
import { compareSettings } from '../differences.js';
import { eachAtOnce } from '../each-at-once.js';
import type { Found, LiveBroker } from '../live-broker.js';
import type { NoteOwner } from '../note-owner.js';
import { keyOf, type ActualResource, type Resource } from '../resource.js';
import { kafkaKinds, toTopic } from './kafka-resources.js';

const noteTopic = 'sluice.notes';
/** In milliseconds: somebody waits for the answer. */
const connectTimeout = 5000;
/** How long a change may take until all servers know of it, in milliseconds. */
const spreading = 20_000;
const topicResource = 2;
/** The source of what was set for a topic, and not for all of them. */
const ownConfig = 1;
/** Codes of what comes to an end by itself: the topic is not gone yet, or not known yet, or its leader is another by now. */
const passing: ReadonlySet<number> = new Set([codes.topicAlreadyExists, codes.unknownTopicOrPartition, 6]);
const operations = { set: 0, delete: 1 } as const;

/** Connects to the Kafka that the environment names for a broker. */
export async function openKafka(owner: NoteOwner): Promise<LiveBroker> {
    const address = new ServerAddress(serverUrl(undefined, owner.broker), { schemes: ['kafka', 'kafkas'], port: 9092, broker: `'${owner.broker}'` });
    const link = new KafkaLink(address, { name: 'sluice', connectTimeout });
    try {
        await link.connect();
    } catch (error) {
        await link.close();
        throw error;
    }
    return new KafkaLive(link, owner);
}

class KafkaLive implements LiveBroker {
    readonly address: string;
    readonly kinds = kafkaKinds;

    constructor(
        private readonly link: KafkaLink,
        private readonly owner: NoteOwner,
    ) {
        this.address = String(link.address);
    }

    async read(keys: ReadonlySet<string>): Promise<Found> {
        const topics = (await this.topics(null)).filter(({ name, isInternal }) => !isInternal && name !== noteTopic);
        const own = topics.filter(({ name }) => keys.has(keyOf({ kind: 'topic', name })));
        const configs = await this.configsOf(own.map(({ name }) => name));
        await this.link.refresh(own.map(({ name }) => name));
        const resources = await eachAtOnce(own, async ({ name, partitions, replicationFactor }): Promise<ActualResource> => {
            const resource = toTopic(name, { partitions, replicationFactor, config: configs.get(name) ?? {} });
            return { ...resource, messages: await this.countMessages(resource) };
        });
        // Of those of others only the names are of interest.
        const others = topics.filter(topic => !own.includes(topic)).map(({ name, partitions, replicationFactor }): ActualResource => ({ ...toTopic(name, { partitions, replicationFactor, config: {} }), messages: 0 }));
        return { resources: [...resources, ...others], warnings: [] };
    }

    async readNote(): Promise<string | undefined> {
        if ((await this.topics([noteTopic])).length === 0) return undefined;
        const [end = 0] = await offsetsAt(this.link, noteTopic, 'end');
        let found: Uint8Array | undefined;
        await scan(this.link, { topic: noteTopic, partition: 0, from: 0, to: end }, ({ key, bytes }) => {
            if (key === this.noteKey) found = bytes;
        });
        if (found === undefined) return undefined;
        try {
            return gunzipSync(found).toString('utf8');
        } catch {
            return '';
        }
    }

    async writeNote(text: string): Promise<void> {
        if ((await this.topics([noteTopic])).length === 0) await this.makeTopic({ name: noteTopic, partitions: 1, replicationFactor: -1, config: { 'cleanup.policy': 'compact' } });
        await this.link.refresh([noteTopic]);
        // What Kafka takes as one message is a mebibyte unless configured otherwise.
        const record = makeRecord(noteTopic, 0, gzipSync(text), this.noteKey);
        await this.untilTaken('the note of what was applied', async () => {
            const leader = this.link.leaderOf(noteTopic, 0);
            const answer = leader === undefined ? undefined : await this.link.ask(leader, produceV9.api, -1, spreading, [record], { compression: 'none' });
            const outcome = typeof answer === 'object' ? answer.responses[0]?.partitionResponses[0] : undefined;
            return { code: outcome?.errorCode ?? codes.unknownTopicOrPartition, message: outcome?.errorMessage ?? null };
        });
    }

    async create({ name, settings }: Resource): Promise<void> {
        const { partitions, replicationFactor, config } = settings as unknown as { partitions: number; replicationFactor: number; config: Record<string, string> };
        await this.makeTopic({ name, partitions, replicationFactor, config });
    }

    async change({ name, settings }: Resource, actual: ActualResource): Promise<void> {
        const changes = compareSettings(actual.settings, settings, kafkaKinds[0]!);
        const partitions = changes.find(({ setting }) => setting === 'partitions');
        if (partitions !== undefined) {
            const { results: [result] } = await this.link.askController(createPartitionsV3.api, [{ name, count: Number(partitions.to), assignments: null }], spreading, false);
            this.assertTaken(`${String(partitions.to)} partitions of the topic '${name}'`, result);
            await this.until(async () => (await this.topics([name]))[0]?.partitions === Number(partitions.to), name);
        }
        const configs = changes.filter(({ setting }) => setting.startsWith('config.')).map(({ setting, to }) => {
            const key = setting.slice('config.'.length);
            return to === undefined ? { name: key, configOperation: operations.delete } : { name: key, configOperation: operations.set, value: String(to) };
        });
        if (configs.length === 0) return;
        const { responses: [response] } = await this.link.ask(undefined, incrementalAlterConfigsV1.api, [{ resourceType: topicResource, resourceName: name, configs }], false);
        this.assertTaken(`the settings of the topic '${name}'`, response);
        // Every server hears of it by itself.
        await this.until(async () => compareSettings({ config: (await this.configsOf([name])).get(name) ?? {} }, { config: settings['config']! }, kafkaKinds[0]!).length === 0, name).catch(() => undefined);
    }

    async countMessages({ name }: Pick<Resource, 'name'>): Promise<number> {
        if ((await this.link.refresh([name])).size > 0) return 0;
        const [first, end] = await Promise.all([offsetsAt(this.link, name, 'first'), offsetsAt(this.link, name, 'end')]);
        return end.reduce((sum, offset, partition) => sum + offset - (first[partition] ?? 0), 0);
    }

    async remove({ name }: ActualResource): Promise<unknown> {
        const { responses: [response] } = await this.link.askController(deleteTopicsV6.api, [{ name, topicId: null }], spreading);
        if (response?.errorCode !== codes.unknownTopicOrPartition) this.assertTaken(`the end of the topic '${name}'`, response);
        await this.until(async () => (await this.topics([name])).length === 0, name);
        return undefined;
    }

    async close(): Promise<void> {
        await this.link.close();
    }

    private get noteKey(): string {
        return `${this.owner.system}/${this.owner.broker}`;
    }

    private async makeTopic({ name, partitions, replicationFactor, config }: { name: string; partitions: number; replicationFactor: number; config: Readonly<Record<string, string>> }): Promise<void> {
        // While a topic of that name is still being deleted, it is there already.
        await this.untilTaken(`the topic '${name}'`, async () => {
            const { topics: [topic] } = await this.link.askController(createTopicsV7.api, [{
                name, numPartitions: partitions, replicationFactor, assignments: [], configs: Object.entries(config).map(([key, value]) => ({ name: key, value })),
            }], spreading, false);
            return { code: topic?.errorCode ?? codes.none, message: topic?.errorMessage ?? null };
        });
        await this.until(async () => (await this.link.refresh([name])).size === 0, name);
    }

    /** The topics of these names, or all; those that are not there are left out. */
    private async topics(names: string[] | null): Promise<{ name: string; isInternal: boolean; partitions: number; replicationFactor: number }[]> {
        const { topics } = await this.link.ask(undefined, metadataV9.api, names, false, false);
        return topics.filter(({ errorCode }) => errorCode === codes.none).map(({ name, isInternal, partitions }) => ({ name: name ?? '', isInternal, partitions: partitions.length, replicationFactor: partitions[0]?.replicaNodes.length ?? 0 }));
    }

    private async configsOf(names: readonly string[]): Promise<Map<string, Record<string, string>>> {
        if (names.length === 0) return new Map();
        const { results } = await this.link.ask(undefined, describeConfigsV4.api, names.map(resourceName => ({ resourceType: topicResource, resourceName, configurationKeys: null })), false, false);
        return new Map(results.map(result => {
            this.assertTaken(`a look at the settings of the topic '${result.resourceName}'`, result);
            return [result.resourceName, Object.fromEntries(result.configs.filter(({ configSource }) => configSource === ownConfig).map(({ name, value }) => [name, value ?? '']))];
        }));
    }

    private async untilTaken(what: string, ask: () => Promise<{ code: number; message: string | null }>): Promise<void> {
        for (const deadline = Date.now() + spreading; ; await pause(100)) {
            const { code, message } = await ask();
            if (passing.has(code) && Date.now() < deadline) continue;
            this.assertTaken(what, { errorCode: code, errorMessage: message });
            return;
        }
    }

    private async until(holds: () => Promise<boolean>, topic: string): Promise<void> {
        for (const deadline = Date.now() + spreading; !await holds(); await pause(50)) {
            if (Date.now() > deadline) throw new SluiceError(`Kafka at ${this.address} does not come to an end with the topic '${topic}'.`, { hint: 'Look at its log.' });
        }
    }

    private assertTaken(what: string, answer: { errorCode: number; errorMessage?: string | null | undefined } | undefined): void {
        const code = answer?.errorCode ?? codes.none;
        if (code === codes.none) return;
        const isDenied = code === codes.topicAuthorizationFailed || code === codes.clusterAuthorizationFailed;
        throw new SluiceError(
            `Kafka at ${this.address} ${isDenied ? 'does not allow this user' : 'refuses'} ${what}: ${answer?.errorMessage?.replace(/\.$/, '') || `error ${code}`}.`,
            isDenied ? { hint: 'The user needs to describe, create, alter and delete topics, and to look at and alter their settings.' } : {},
        );
    }
}
