import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { murmur2 } from '@platformatic/kafka';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Topology } from '../../../src/runtime/broker.js';
import { assign, decodeAssignment, decodeMember, encodeAssignment, encodeMember, type Member, type Partitions } from '../../../src/runtime/brokers/kafka/assignment.js';
import { partitionOfKey } from '../../../src/runtime/brokers/kafka/partitioner.js';
import { decodeProgress, encodeProgress } from '../../../src/runtime/brokers/kafka/progress.js';
import { channelTopics, questionTopic, replyTopic, retryTopics } from '../../../src/runtime/brokers/kafka/settings.js';
import { KnownTopology } from '../../../src/runtime/brokers/shared/known-topology.js';
import { generateKafka } from '../../../src/targets/kafka/kafka.js';
import { topologyData } from '../../../src/targets/typescript/topology-module.js';
import { modelOf } from '../../support/model-of.js';

const everyClause = readFileSync(fileURLToPath(new URL('../../brokers/every-clause.sluice', import.meta.url)), 'utf8').replace(/^broker main KIND$/m, 'broker main kafka');

interface Configuration {
    readonly topics: readonly { readonly name: string; readonly partitions: number; readonly config: Readonly<Record<string, string>> }[];
    readonly consumerGroups: readonly { readonly group: string; readonly topics: readonly string[]; readonly retryTopics?: readonly string[] }[];
}

describe('The broker on Kafka and the generated configuration', () => {
    it('have the same topics and groups for every clause, so that nothing is left to make where the configuration was applied', async () => {
        const model = await modelOf(everyClause);
        const configuration = JSON.parse(generateKafka(model).find(({ path }) => path.endsWith('topics.json'))!.text) as Configuration;
        const { channels, subscriptions } = new KnownTopology().complete(topologyData(model) as Topology);
        const channelOf = (name: string) => channels.find(channel => channel.name === name)!;
        const topics = [...channels.flatMap(channelTopics), ...subscriptions.flatMap(subscription => retryTopics(subscription, channelOf(subscription.channel)))];
        const wanted = configuration.topics.map(({ name, partitions, config: { 'min.insync.replicas': replicas, ...config } }) => {
            expect(replicas).toBe('1');
            return { name, partitions, config };
        });
        expect(topics.map(({ name, partitions, config }) => ({ name, partitions, config })).sort(byName)).toEqual(wanted.sort(byName));
        expect(topics.length).toBeGreaterThan(30);
        const groups = configuration.consumerGroups.map(({ group, topics: own, retryTopics: retries = [] }) => ({ name: group, topics: own, retries }));
        const known = new Set(groups.map(({ name }) => name));
        // Who reads dead letters is no part of the configuration.
        const taken = subscriptions.filter(({ name }) => known.has(name)).map(subscription => ({
            name: subscription.name,
            topics: channelTopics(channelOf(subscription.channel)).map(({ name }) => name),
            retries: retryTopics(subscription, channelOf(subscription.channel)).map(({ name }) => name),
        }));
        expect(taken.sort(byName)).toEqual(groups.sort(byName));
    });
});

describe('Questions and replies on Kafka', () => {
    it('have their topics in the generated configuration, and only their users may read them', async () => {
        const model = await modelOf(`system Plant
broker main kafka
context Plant {
  event Measured { key machine: string }
  topic Readings on main { carries Measured }
  projection Machine by machine {
    count: int = 0
    on Measured { count += 1 }
    query Busy(machine: string) returns Machine?
  }
}
`);
        const files = new Map(generateKafka(model).map(({ path, text }) => [path, text]));
        const { topics } = JSON.parse(files.get('config/kafka/topics.json')!) as Configuration;
        const conversation = [questionTopic('Plant.Busy'), replyTopic('plant'), replyTopic('system.plant'), replyTopic(undefined)];
        const found = topics.filter(({ name }) => name.startsWith('sluice.')).map(({ name, partitions, config }) => ({ name, partitions, config }));
        expect(found.sort(byName)).toEqual(conversation.map(({ config, ...topic }) => ({ ...topic, config: { ...config, 'min.insync.replicas': '1' } })).sort(byName));
        const readers = (files.get('config/kafka/create-acls.sh')!.match(/^allow .*$/gm) ?? []).filter(line => line.includes('--operation Read') && line.includes('--topic sluice.reply'));
        expect(readers.map(line => `${/User:(\S+)/.exec(line)![1]} ${line.match(/sluice\.reply\.\S+/g)!.join(' ')}`)).toEqual(['plant sluice.reply.plant', 'system.plant sluice.reply.system.plant']);
    });
});

describe('The partition of a key', () => {
    it('is the one that Kafka\'s own clients choose', () => {
        fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.integer({ min: 1, max: 50 }), (key, partitions) => {
            expect(partitionOfKey(key, partitions)).toBe((murmur2(Buffer.from(key)) & 0x7fffffff) % partitions);
        }));
        // From Kafka's own tests of its Utils.murmur2.
        expect([['21', -973932308], ['foobar', -790332482], ['a-little-bit-long-string', -985981536]].map(([key, hash]) => partitionOfKey(String(key), 1000) === (Number(hash) & 0x7fffffff) % 1000)).toEqual([true, true, true]);
    });
});

describe('What stands beside a committed offset', () => {
    it('can be read again', () => {
        const progress = { next: 40, given: 57, deliveries: new Map([[41, 3], [50, 2]]), settled: [[42, 45], [47, 47]] as [number, number][] };
        expect(decodeProgress(40, encodeProgress(progress))).toEqual(progress);
        expect(decodeProgress(7, null)).toEqual({ next: 7, given: 6, deliveries: new Map(), settled: [] });
        expect(decodeProgress(7, 'what somebody else has written')).toEqual({ next: 7, given: 6, deliveries: new Map(), settled: [] });
    });

    it('is never more than Kafka keeps, and what it leaves out is no lie', () => {
        const settled = Array.from({ length: 3000 }, (_, index) => [2 * index, 2 * index] as const);
        const text = encodeProgress({ next: 0, given: 9000, deliveries: new Map([[1, 4]]), settled });
        expect(text.length).toBeLessThan(4096);
        const read = decodeProgress(0, text);
        expect(read).toMatchObject({ given: 9000, deliveries: new Map([[1, 4]]) });
        expect(settled.slice(0, read.settled.length)).toEqual(read.settled);
        expect(read.settled.length).toBeGreaterThan(100);
    });
});

describe('Partitions that are shared out', () => {
    const topics = ['a', 'b', 'c'];
    const anyMembers = fc.array(fc.record({ topics: fc.subarray(topics), wishes: fc.dictionary(fc.constantFrom(...topics), fc.subarray([0, 1, 2, 3, 4, 5, 6])) }), { minLength: 1, maxLength: 6 })
        .map(all => all.map(({ topics: own, wishes }, index): Member => ({ id: `m${index}`, topics: own, owned: new Map(Object.entries(wishes)) })));
    const counts = new Map([['a', 7], ['b', 2], ['c', 4]]);

    it('go to those who read them, each to one, as evenly as they go, and all of them', () => {
        fc.assert(fc.property(anyMembers, members => {
            const shares = assign(members, counts);
            for (const [topic, count] of counts) {
                const readers = members.filter(member => member.topics.includes(topic));
                const taken = readers.map(({ id }) => shares.get(id)!.get(topic) ?? []);
                expect(taken.flat().sort((left, right) => left - right)).toEqual(readers.length === 0 ? [] : Array.from({ length: count }, (_, index) => index));
                const sizes = taken.map(({ length }) => length);
                if (readers.length > 0) expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
                expect(members.filter(member => !readers.includes(member) && shares.get(member.id)!.has(topic))).toEqual([]);
            }
        }));
    });

    it('stay where they are when nobody comes or goes, and move as little as they must when somebody comes', () => {
        const owners = (shares: ReadonlyMap<string, Partitions>): Map<string, string> => new Map([...shares].flatMap(([id, share]) => [...share].flatMap(([topic, numbers]) => numbers.map(number => [`${topic}${number}`, id] as const))));
        const before = assign(['m0', 'm1'].map(id => ({ id, topics, owned: new Map() })), counts);
        const again = assign(['m0', 'm1'].map(id => ({ id, topics, owned: before.get(id)! })), counts);
        expect(owners(again)).toEqual(owners(before));
        const after = assign(['m0', 'm1', 'm2'].map(id => ({ id, topics, owned: before.get(id) ?? new Map() })), counts);
        const [old, moved] = [owners(before), owners(after)];
        for (const [partition, owner] of moved) if (owner !== 'm2') expect(old.get(partition)).toBe(owner);
        expect([...after.get('m2')!.get('a')!]).toHaveLength(2);
    });

    it('are written as they are read', () => {
        const owned = new Map([['a', [0, 3]], ['ü', [1]]]);
        expect(decodeMember('m', encodeMember({ topics: ['a', 'ü'], owned }))).toEqual({ id: 'm', topics: ['a', 'ü'], owned });
        expect(decodeAssignment(encodeAssignment(owned))).toEqual(owned);
        expect(decodeMember('m', Buffer.from([0]))).toBeUndefined();
        expect(decodeAssignment(Buffer.alloc(0))).toEqual(new Map());
    });
});

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
    return left.name < right.name ? -1 : 1;
}
