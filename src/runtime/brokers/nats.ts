import type { Broker } from '../broker.js';
import { ServerAddress, serverUrl } from './shared/server-address.js';
import { ServerBroker } from './shared/server-broker.js';
import { NatsDriver } from './nats/driver.js';
import { NatsLink } from './nats/link.js';

/** How a program reaches NATS; durations in milliseconds. */
export interface NatsBrokerOptions {
    /** The broker's name in the specification: its address is read from `SLUICE_<NAME>_URL`. */
    readonly name: string;
    /**
     * `nats://user:password@host:4222`, several hosts with commas, `tls://` for an encrypted connection; `?ca=FILE`, `cert=FILE` and
     * `key=FILE` name certificates. Instead of the environment's.
     */
    readonly url?: string;
    /** On how many servers a stream is kept that has to be made; 1 unless given. */
    readonly replicas?: number;
    /** How long the first connection, or an answer to a question about streams, is waited for; 10,000 unless given. */
    readonly connectTimeout?: number;
    /** How long a message waits to be confirmed, breaks of the connection included; 30,000 unless given. */
    readonly publishTimeout?: number;
}

/**
 * A broker on NATS JetStream, version 2.9 or later. Its streams and consumers are those of the generated `jetstream.json`; what is
 * missing is made with the same settings. Needs the package `@nats-io/transport-node`.
 *
 * What differs from the embedded broker: a message expires when a consumer comes to it, not before; on an ordered channel all keys of
 * a partition wait for a retry, or for a delay, of one of them; the rate holds for each program; and a message that was on its way to a
 * program that stops may count that as an attempt.
 */
export function createNatsBroker(options: NatsBrokerOptions): Required<Broker> {
    const { name, connectTimeout = 10_000, publishTimeout = 30_000, replicas = 1 } = options;
    const address = new ServerAddress(serverUrl(options.url, name), { schemes: ['nats', 'tls'], port: 4222, broker: `'${name}'` });
    return new ServerBroker(new NatsDriver(new NatsLink(address, { name: `sluice ${name}`, connectTimeout }), { replicas, publishTimeout }));
}
