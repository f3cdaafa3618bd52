// What the client says of itself is made of Node's own types.
/// <reference types="node" />
import type { Broker } from '../broker.js';
import { KafkaDriver } from './kafka/driver.js';
import { KafkaLink } from './kafka/link.js';
import { ServerAddress, serverUrl } from './shared/server-address.js';
import { ServerBroker } from './shared/server-broker.js';

/** How a program reaches Kafka; durations in milliseconds. */
export interface KafkaBrokerOptions {
    /** The broker's name in the specification: its address is read from `SLUICE_<NAME>_URL`. */
    readonly name: string;
    /**
     * `kafka://user:password@host:9092`, several hosts with commas, `kafkas://` for an encrypted connection; `?ca=FILE`, `cert=FILE` and
     * `key=FILE` name certificates, `mechanism=` is `scram-sha-512` (unless given), `scram-sha-256` or `plain`. With `advertised=ignore` all is sent
     * to these hosts, whatever the servers say that their addresses are: for a single server behind a tunnel. Instead of the environment's.
     */
    readonly url?: string;
    /** On how many servers a topic is kept that has to be made; the server's own default unless given. */
    readonly replicas?: number;
    /** How long the first connection, or an answer to a question about topics, is waited for; 10,000 unless given. */
    readonly connectTimeout?: number;
    /** How long a message waits to be confirmed, breaks of the connection included; 30,000 unless given. */
    readonly publishTimeout?: number;
}

/**
 * A broker on Kafka, version 3.0 or later. Its topics and groups are those of the generated `topics.json`; what is missing is made with the
 * same settings. Needs the package `@platformatic/kafka`.
 *
 * What differs from the embedded broker: a message expires when a consumer comes to it, not before; a subscription is shared by as many
 * programs as its channel has partitions; a message is recognized as published twice among those of its key; the rate holds for each program;
 * and a message that was about to be given out in a program that dies may count that as an attempt.
 */
export function createKafkaBroker(options: KafkaBrokerOptions): Required<Broker> {
    const { name, connectTimeout = 10_000, publishTimeout = 30_000, replicas } = options;
    const address = new ServerAddress(serverUrl(options.url, name), { schemes: ['kafka', 'kafkas'], port: 9092, broker: `'${name}'` });
    return new ServerBroker(new KafkaDriver(new KafkaLink(address, { name, connectTimeout }), { replicas, publishTimeout }));
}
