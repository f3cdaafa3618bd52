import type { Broker } from '../broker.js';
import { RedisDriver } from './redis/driver.js';
import { RedisLink } from './redis/link.js';
import { ServerAddress, serverUrl } from './shared/server-address.js';
import { ServerBroker } from './shared/server-broker.js';

/** How a program reaches Redis; durations in milliseconds. */
export interface RedisBrokerOptions {
    /** The broker's name in the specification: its address is read from `SLUICE_<NAME>_URL`. */
    readonly name: string;
    /** `redis://user:password@host:6379/DATABASE`, `rediss://` for an encrypted connection, with `?ca=FILE`, `cert=FILE` and `key=FILE` for certificates. Instead of the environment's. */
    readonly url?: string;
    /** How long the first connection is waited for; 10,000 unless given. */
    readonly connectTimeout?: number;
    /** How long a message waits to be confirmed, breaks of the connection included; 30,000 unless given. */
    readonly publishTimeout?: number;
    /** Where the server confirms messages before it has written them: `advised` (unless given) says so once, `required` refuses to run. */
    readonly durability?: 'required' | 'advised';
    /** Is told what is advised; the console unless given. */
    readonly warn?: (message: string) => void;
}

/**
 * A broker on Redis Streams, version 7.0 or later. Its streams and groups are those of the generated `setup.txt`; what is missing is
 * made. Needs the package `ioredis`.
 *
 * What differs from the embedded broker: a message expires when a consumer comes to it, not before; on an ordered channel all keys of
 * a partition wait for a retry of one of them; the rate holds for each program; without a window of deduplication a message whose
 * confirmation was lost may be there twice; and only a channel with a delay of its own takes messages with another.
 */
export function createRedisBroker(options: RedisBrokerOptions): Required<Broker> {
    const { name, connectTimeout = 10_000, publishTimeout = 30_000, durability = 'advised', warn = message => console.warn(message) } = options;
    const address = new ServerAddress(serverUrl(options.url, name), { schemes: ['redis', 'rediss'], port: 6379, broker: `'${name}'` });
    return new ServerBroker(new RedisDriver(new RedisLink(address, { name, connectTimeout, durability: { kind: durability, warn } }), { publishTimeout }));
}
