import { apiVersionsV3, Connection, createTopicsV7, fetchV12, findCoordinatorV4, initProducerIdV4, joinGroupV7, leaveGroupV4, listOffsetsV7, metadataV9, offsetFetchV8, produceV9, type API } from '@platformatic/kafka';
import { BrokerError } from '../../broker.js';
import { failureReason } from '../../failure-reason.js';
import { readCertificates, type Certificates } from '../shared/certificates.js';
import type { ServerAddress } from '../shared/server-address.js';
import { pause, reconnectDelay } from '../shared/waiting.js';
import { codes } from './codes.js';
import { Wire } from './wire.js';

/** Every request whose version tells how old a server may be; the newest of them came with Kafka 3.0. */
const needed = { produceV9, fetchV12, listOffsetsV7, metadataV9, findCoordinatorV4, joinGroupV7, leaveGroupV4, offsetFetchV8, initProducerIdV4, createTopicsV7 };

/** How long a request may take before its connection counts as broken, in milliseconds. */
const requestTimeout = 10_000;

const mechanisms = { 'plain': 'PLAIN', 'scram-sha-256': 'SCRAM-SHA-256', 'scram-sha-512': 'SCRAM-SHA-512' } as const;

interface Host {
    readonly host: string;
    readonly port: number;
}

/** The servers of one Kafka: who they are, which of them leads what, and connections that come back by themselves. */
export class KafkaLink {
    private readonly wires = new Set<Wire>();
    private readonly control: Wire;
    private readonly byNode = new Map<number, Wire>();
    private nodes = new Map<number, Host>();
    private controller = -1;
    /** The node that leads each partition of a topic. */
    private readonly leaders = new Map<string, readonly number[]>();
    private readonly tls: Certificates | undefined;
    private readonly mechanism: keyof typeof mechanisms;
    private closed = false;
    private turn = 0;

    constructor(
        readonly address: ServerAddress,
        private readonly options: { readonly name: string; readonly connectTimeout: number },
    ) {
        const { parameters } = address;
        const mechanism = parameters.get('mechanism') ?? 'scram-sha-512';
        if (!(mechanism in mechanisms)) throw new BrokerError('invalid-topology', `There is no mechanism '${mechanism}' to sign in to '${options.name}': expected ${Object.keys(mechanisms).join(', ')}.`);
        this.mechanism = mechanism as keyof typeof mechanisms;
        this.tls = address.isEncrypted ? readCertificates(address) : undefined;
        this.control = this.wire(undefined);
    }

    /** Tries until the time for connecting is over. */
    async connect(): Promise<void> {
        const deadline = Date.now() + this.options.connectTimeout;
        for (let attempt = 1; ; attempt++) {
            try {
                await this.assertSuitable();
                await this.refresh([]);
                return;
            } catch (error) {
                if (error instanceof BrokerError) throw error;
                const reason = this.reasonOf(error);
                if (/authenticat|SASL/i.test(reason)) throw new BrokerError('unavailable', `Kafka at ${String(this.address)} does not let this program in: ${reason}. Check the user, the password and the mechanism in its URL.`);
                if (/certificate|self-signed/i.test(reason)) throw new BrokerError('unavailable', `The certificate of Kafka at ${String(this.address)} is not trusted: ${reason}. Name the authority that signed it in the URL: ?ca=FILE.`);
                if (Date.now() > deadline) throw new BrokerError('unavailable', `There is no Kafka at ${String(this.address)}: ${reason}.`);
                await pause(reconnectDelay(attempt, { most: 1000 }));
            }
        }
    }

    /** A connection of its own to a node, or to any; closed with the link at the latest. */
    wire(node: number | undefined, { timeout = requestTimeout }: { readonly timeout?: number } = {}): Wire {
        const wire = new Wire(() => this.open(node, timeout));
        this.wires.add(wire);
        return wire;
    }

    async closeWire(wire: Wire): Promise<void> {
        this.wires.delete(wire);
        await wire.close();
    }

    /** Asks a node, or any, again over breaks; rejects with `unavailable` when that takes too long. */
    async ask<Words extends unknown[], Answer>(node: number | undefined, api: API<Words, Answer>, ...words: Words): Promise<Answer> {
        const deadline = Date.now() + this.options.connectTimeout;
        for (let attempt = 1; ; attempt++) {
            try {
                return await this.wireTo(node).ask(api, ...words);
            } catch (error) {
                if (this.closed) throw new BrokerError('closed', 'The broker is closed.');
                if (Date.now() > deadline) throw new BrokerError('unavailable', `Kafka at ${String(this.address)} does not answer: ${this.reasonOf(error)}.`);
                await pause(reconnectDelay(attempt, { most: 1000 }));
            }
        }
    }

    /** Asks the node that makes topics. */
    askController<Words extends unknown[], Answer>(api: API<Words, Answer>, ...words: Words): Promise<Answer> {
        return this.ask(this.nodes.has(this.controller) ? this.controller : undefined, api, ...words);
    }

    /** The node that keeps what a group has read. */
    async coordinatorOf(group: string): Promise<number> {
        const deadline = Date.now() + this.options.connectTimeout;
        for (let attempt = 1; ; attempt++) {
            const { coordinators: [found] } = await this.ask(undefined, findCoordinatorV4.api, 0, [group]);
            if (found?.errorCode === codes.none) {
                if (!this.nodes.has(found.nodeId)) await this.refresh([]);
                return found.nodeId;
            }
            if (found?.errorCode === codes.groupAuthorizationFailed) throw new BrokerError('unavailable', `Kafka does not let this program take part in the group '${group}'.`);
            if (this.closed || Date.now() > deadline) throw new BrokerError('unavailable', `Kafka at ${String(this.address)} has nobody who coordinates the group '${group}'.`);
            await pause(reconnectDelay(attempt, { most: 1000 }));
        }
    }

    /** Looks up who leads the partitions of these topics; gives the error code of each that it cannot say. */
    async refresh(topics: readonly string[]): Promise<ReadonlyMap<string, number>> {
        const answer = topics.length === 0 ? await this.control.ask(metadataV9.api, []) : await this.ask(undefined, metadataV9.api, [...topics]);
        this.nodes = new Map(answer.brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }]));
        this.controller = answer.controllerId;
        const missing = new Map<string, number>();
        for (const { name, errorCode, partitions } of answer.topics) {
            const leaders: number[] = [];
            for (const { partitionIndex, leaderId } of partitions) leaders[partitionIndex] = leaderId;
            const failure = errorCode === codes.none && leaders.some(leader => !this.nodes.has(leader)) ? codes.unknownTopicOrPartition : errorCode;
            if (failure === codes.none) this.leaders.set(name ?? '', leaders);
            else missing.set(name ?? '', failure);
        }
        return missing;
    }

    /** The node that leads a partition; undefined where that is not known just now. */
    leaderOf(topic: string, partition: number): number | undefined {
        return this.leaders.get(topic)?.[partition];
    }

    /** How many partitions a topic has; rejects where it is not there. */
    async partitionsOf(topic: string): Promise<number> {
        if (!this.leaders.has(topic)) await this.refresh([topic]);
        const count = this.leaders.get(topic)?.length;
        if (count === undefined) throw new BrokerError('unavailable', `Kafka has no topic '${topic}', or does not show it to this program.`);
        return count;
    }

    /** The same where it has been looked up before. */
    knownPartitionsOf(topic: string): number | undefined {
        return this.leaders.get(topic)?.length;
    }

    async close(): Promise<void> {
        this.closed = true;
        await Promise.all([...this.wires].map(wire => wire.close()));
        this.wires.clear();
    }

    /** What went wrong, without what the address keeps secret. */
    reasonOf(error: unknown): string {
        return this.address.strip(reasonOf(error));
    }

    private wireTo(node: number | undefined): Wire {
        if (node === undefined) return this.control;
        const known = this.byNode.get(node);
        if (known !== undefined) return known;
        const wire = this.wire(node);
        this.byNode.set(node, wire);
        return wire;
    }

    private async open(node: number | undefined, timeout: number): Promise<Connection> {
        if (this.closed) throw new BrokerError('closed', 'The broker is closed.');
        const { host, port } = this.hostOf(node);
        const { user, password } = this.address;
        const connection = new Connection(`sluice-${this.options.name.replace(/[^A-Za-z0-9._-]/g, '-')}`, {
            connectTimeout: Math.min(5000, this.options.connectTimeout),
            requestTimeout: timeout,
            maxInflights: 100,
            ...(this.tls !== undefined && { tls: this.tls, tlsServerName: !/^[\d.]+$|:/.test(host) }),
            ...(user !== undefined && password !== undefined && { sasl: { mechanism: mechanisms[this.mechanism], username: user, password } }),
        });
        // Without a listener an error would end the program; whoever asks hears of it.
        connection.on('error', () => {});
        await connection.connect(host, port);
        return connection;
    }

    /** The addresses that were given are for whoever does not know the nodes, or cannot reach them where they say that they are. */
    private hostOf(node: number | undefined): Host {
        const known = node === undefined || this.address.parameters.get('advertised') === 'ignore' ? undefined : this.nodes.get(node);
        if (known !== undefined) return known;
        const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(this.address.hosts[this.turn++ % this.address.hosts.length] ?? '') ?? [];
        return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
    }

    private async assertSuitable(): Promise<void> {
        const { apiKeys } = await this.control.ask(apiVersionsV3.api, 'sluice', '1');
        const offered = new Map(apiKeys.map(({ apiKey, minVersion, maxVersion }) => [apiKey, [minVersion, maxVersion] as const]));
        for (const [name, { api }] of Object.entries(needed)) {
            const [least, most] = offered.get(api.key) ?? [0, -1];
            if (api.version < least || api.version > most) throw new BrokerError('unsupported', `Kafka at ${String(this.address)} does not know the request ${name}: version 3.0 or later is needed.`);
        }
    }
}

/** What went wrong, with what caused it: the client says only that a connection failed. */
export function reasonOf(error: unknown): string {
    const reasons = [failureReason(error)];
    for (let cause = error instanceof Error ? error.cause : undefined; cause instanceof Error && reasons.length < 4; cause = cause.cause) reasons.push(failureReason(cause));
    return reasons.map(reason => reason.replace(/\.$/, '')).join(': ');
}
