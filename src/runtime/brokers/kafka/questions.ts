import { fetchV12 } from '@platformatic/kafka';
import { OpenQuestions } from '../shared/open-questions.js';
import type { Questions } from '../shared/questions.js';
import { pause, reconnectDelay } from '../shared/waiting.js';
import { codes } from './codes.js';
import type { KafkaLink } from './link.js';
import { offsetAt } from './offsets.js';
import { partitionOfKey } from './partitioner.js';
import type { KafkaPublisher } from './publisher.js';
import { headers, makeRecord, readBatches } from './records.js';
import { questionTopic, replyTopic } from './settings.js';
import type { KafkaSource } from './source.js';
import type { TopicMaker } from './topic-maker.js';

/** Questions at a time that a program answers. */
const concurrency = 100;
const patience = 300;
const mostBytes = 4 * 2 ** 20;

/**
 * Questions and replies over topics: a question goes to one of the programs that answer it, which are a group; its reply goes to a topic that
 * all programs of the asking user read, and each knows its own questions.
 */
export class KafkaQuestions implements Questions {
    private readonly program = crypto.randomUUID();
    private readonly open = new OpenQuestions();
    private readonly abort = new AbortController();
    private listening: Promise<void> | undefined;
    private count = 0;

    constructor(
        private readonly link: KafkaLink,
        private readonly topics: TopicMaker,
        private readonly publisher: KafkaPublisher,
        /** Reads the questions of a topic, shared with the other programs of the group. */
        private readonly source: (topic: string) => KafkaSource,
    ) {}

    request(query: string, text: string, timeout: number): Promise<string> {
        const id = `${this.program}/${this.count++}`;
        const topic = questionTopic(query);
        const replies = replyTopic(this.link.address.user);
        const deadline = Date.now() + timeout;
        const reply = this.open.wait(id, { query, timeout });
        const ask = async (): Promise<void> => {
            await this.topics.ensure(topic);
            // Whoever begins to listen after it has asked may miss the reply.
            await (this.listening ??= this.listen(replies.name));
            const record = makeRecord(topic.name, partitionOfKey(id, topic.partitions), Buffer.from(text), undefined, { [headers.question]: id, [headers.reply]: replies.name, [headers.deadline]: String(deadline) });
            await this.publisher.publish(record, `'${query}'`);
        };
        ask().catch((error: unknown) => this.open.refuse(id, error instanceof Error ? error : new Error(String(error))));
        return reply;
    }

    async answer(query: string, handler: (bytes: Uint8Array) => Promise<string>): Promise<() => Promise<void>> {
        const topic = questionTopic(query);
        await this.topics.ensure(topic);
        const source = this.source(topic.name);
        await source.begin();
        const inHand = new Set<Promise<void>>();
        const stop = new AbortController();
        const taking = (async () => {
            while (!stop.signal.aborted) {
                for (const message of await source.take(concurrency, stop.signal)) {
                    const answering: Promise<void> = this.reply(message.bytes, message.key ?? '', handler).finally(() => inHand.delete(answering));
                    inHand.add(answering);
                    void message.acknowledge();
                }
                while (inHand.size >= concurrency) await Promise.race(inHand);
            }
        })();
        return async () => {
            stop.abort();
            await taking;
            await Promise.all(inHand);
            await source.leave();
        };
    }

    close(): void {
        this.abort.abort();
    }

    /** Where a reply goes stands with its question. */
    private async reply(bytes: Uint8Array, address: string, handler: (bytes: Uint8Array) => Promise<string>): Promise<void> {
        try {
            const [id, topic, deadline] = address.split('\n');
            // Nobody waits any more, or it is no question.
            if (id === undefined || topic === undefined || !topic.startsWith('sluice.reply.') || Number(deadline) <= Date.now()) return;
            const text = await handler(bytes);
            await this.link.partitionsOf(topic);
            await this.publisher.publish(makeRecord(topic, 0, Buffer.from(text), undefined, { [headers.question]: id }), `'${topic}'`);
        } catch {
            // The one who asked hears nothing within its time.
        }
    }

    /** Resolves when replies from now on are heard. */
    private async listen(topic: string): Promise<void> {
        try {
            await this.topics.ensure(replyTopic(this.link.address.user));
            const from = await offsetAt(this.link, topic, 0, 'end');
            void this.hear(topic, from);
        } catch (error) {
            this.listening = undefined;
            throw error;
        }
    }

    private async hear(topic: string, from: number): Promise<void> {
        const { signal } = this.abort;
        let position = from;
        let node = this.link.leaderOf(topic, 0);
        let wire = this.link.wire(node);
        for (let failures = 0; !signal.aborted;) {
            try {
                const answer = await wire.ask(fetchV12.api, patience, 1, mostBytes, 0, 0, -1, [
                    { topicId: topic, partitions: [{ partition: 0, currentLeaderEpoch: -1, fetchOffset: BigInt(position), lastFetchedEpoch: -1, partitionMaxBytes: mostBytes }] },
                ], [], '');
                const found = answer.responses[0]?.partitions[0];
                if (found?.errorCode === codes.offsetOutOfRange) position = Number(found.logStartOffset);
                else if (found?.errorCode !== codes.none) throw new Error(`The topic cannot be read (${found?.errorCode}).`);
                if (found.records !== undefined) {
                    const { records, next } = readBatches(found.records, position);
                    position = next;
                    for (const record of records) this.open.answer(record.header(headers.question) ?? '', new TextDecoder().decode(record.bytes));
                }
                failures = 0;
            } catch {
                await this.link.closeWire(wire);
                await pause(reconnectDelay(++failures, { most: 500 }), signal);
                if (signal.aborted) return;
                await this.link.refresh([topic]).catch(() => undefined);
                node = this.link.leaderOf(topic, 0) ?? node;
                wire = this.link.wire(node);
            }
        }
        await this.link.closeWire(wire);
    }
}
