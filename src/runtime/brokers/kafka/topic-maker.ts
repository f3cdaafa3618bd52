import { createTopicsV7, describeConfigsV4 } from '@platformatic/kafka';
import { BrokerError } from '../../broker.js';
import { pause } from '../shared/waiting.js';
import { codes } from './codes.js';
import type { KafkaLink } from './link.js';
import type { TopicSettings } from './settings.js';

interface Wish {
    readonly topic: TopicSettings;
    readonly resolve: () => void;
    readonly reject: (error: unknown) => void;
}

/** How long a topic may take until all of Kafka knows it, in milliseconds. */
const spreading = 20_000;
const topicResource = 2;

/** Makes topics that are missing and looks at those that are there; what is wanted at a time is asked for at once. */
export class TopicMaker {
    private wishes: Wish[] = [];
    private last: Promise<void> = Promise.resolve();

    constructor(
        private readonly link: KafkaLink,
        private readonly options: { /** On how many servers a topic is kept; undefined leaves it to the server. */ readonly replicas: number | undefined },
    ) {}

    /** Resolves when the topic can be used; rejects with `invalid-topology` where it is otherwise than it should be. */
    ensure(topic: TopicSettings): Promise<void> {
        return new Promise((resolve, reject) => {
            if (this.wishes.push({ topic, resolve, reject }) === 1) this.last = this.last.then(() => this.fulfil());
        });
    }

    private async fulfil(): Promise<void> {
        const wishes = this.wishes;
        this.wishes = [];
        const topics = new Map(wishes.map(({ topic }) => [topic.name, topic]));
        const failures = new Map<string, unknown>();
        try {
            const missing = await this.link.refresh([...topics.keys()]);
            for (const [name, code] of missing) if (code === codes.topicAuthorizationFailed) failures.set(name, notAllowed(name));
            const [there, lacking] = split([...topics.values()], ({ name }) => !missing.has(name));
            const wanted = lacking.filter(({ name }) => !failures.has(name));
            if (wanted.length > 0) await this.make(wanted, failures);
            if (there.length > 0) await this.compare(there, failures);
        } catch (error) {
            for (const { reject } of wishes) reject(error);
            return;
        }
        for (const { topic: { name }, resolve, reject } of wishes) {
            if (failures.has(name)) reject(failures.get(name));
            else resolve();
        }
    }

    private async make(topics: readonly TopicSettings[], failures: Map<string, unknown>): Promise<void> {
        const { replicas } = this.options;
        const answer = await this.link.askController(createTopicsV7.api, topics.map(({ name, partitions, config }) => ({
            name,
            numPartitions: partitions,
            replicationFactor: replicas ?? -1,
            assignments: [],
            configs: Object.entries({ ...config, ...(replicas !== undefined && { 'min.insync.replicas': String(Math.max(1, replicas - 1)) }) }).map(([key, value]) => ({ name: key, value })),
        })), spreading, false);
        for (const { name, errorCode, errorMessage } of answer.topics) {
            if (errorCode === codes.topicAuthorizationFailed || errorCode === codes.clusterAuthorizationFailed) failures.set(name, notAllowed(name));
            else if (errorCode !== codes.none && errorCode !== codes.topicAlreadyExists) failures.set(name, new BrokerError('invalid-topology', `Kafka does not make the topic '${name}': ${errorMessage ?? `error ${errorCode}`}`));
        }
        const made = topics.map(({ name }) => name).filter(name => !failures.has(name));
        const deadline = Date.now() + spreading;
        while (made.length > 0 && (await this.link.refresh(made)).size > 0) {
            if (Date.now() > deadline) throw new BrokerError('unavailable', `Kafka has made topics that it does not know yet: ${made.join(', ')}.`);
            await pause(20);
        }
    }

    /** On how many servers a topic is kept, and how many of them must have a message, is the affair of those who run them. */
    private async compare(topics: readonly TopicSettings[], failures: Map<string, unknown>): Promise<void> {
        const { results } = await this.link.ask(undefined, describeConfigsV4.api, topics.map(({ name, config }) => ({ resourceType: topicResource, resourceName: name, configurationKeys: Object.keys(config) })), false, false);
        const found = new Map(results.filter(({ errorCode }) => errorCode === codes.none).map(({ resourceName, configs }) => [resourceName, new Map(configs.map(({ name, value }) => [name, value]))]));
        for (const { name, partitions, config } of topics) {
            const count = this.link.knownPartitionsOf(name);
            const differing = count === partitions ? [] : [`it has ${count} partitions and should have ${partitions}`];
            // Who may not look at the settings is believed to have the right ones.
            const settings = found.get(name);
            for (const [key, value] of Object.entries(settings === undefined ? {} : config)) if (settings?.get(key) !== value) differing.push(`${key} is ${settings?.get(key) ?? 'not set'} and should be ${value}`);
            if (differing.length > 0) failures.set(name, new BrokerError('invalid-topology', `The topic '${name}' is set up otherwise on the server: ${differing.join('; ')}. Apply the generated configuration, or delete it there.`));
        }
    }
}

function notAllowed(name: string): BrokerError {
    return new BrokerError('unavailable', `Kafka has no topic '${name}' for this program, and does not let it make one: apply the generated configuration, and give its user rights on the topic.`);
}

function split<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): readonly [readonly Item[], readonly Item[]] {
    return [items.filter(isFirst), items.filter(item => !isFirst(item))];
}
