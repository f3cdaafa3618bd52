import type { Broker } from '../broker.js';
import { RabbitDriver } from './rabbitmq/driver.js';
import { RabbitLink } from './rabbitmq/link.js';
import { ServerAddress, serverUrl } from './shared/server-address.js';
import { ServerBroker } from './shared/server-broker.js';

/** How a program reaches RabbitMQ; durations in milliseconds. */
export interface RabbitmqBrokerOptions {
    /** The broker's name in the specification: its address is read from `SLUICE_<NAME>_URL`. */
    readonly name: string;
    /**
     * `amqp://user:password@host:5672/VIRTUAL HOST`, several hosts with commas, `amqps://` for an encrypted connection; `?ca=FILE`,
     * `cert=FILE` and `key=FILE` name certificates. Instead of the environment's.
     */
    readonly url?: string;
    /** How long the first connection, or an answer to a question about queues, is waited for; 10,000 unless given. */
    readonly connectTimeout?: number;
    /** How long a message waits to be confirmed, breaks of the connection included; 30,000 unless given. */
    readonly publishTimeout?: number;
}

/**
 * A broker on RabbitMQ, version 3.10 or later, with the plugin for consistent hash exchanges. Its exchanges and queues are those of the
 * generated `definitions.json`; what is missing is made with the same settings. Needs the package `amqplib`.
 *
 * What differs from the embedded broker: on an ordered channel all keys of a partition wait for a retry of one of them, and a program
 * that comes later is given its share of the partitions after a second; the rate, and what is known of ids that were had already,
 * hold for each program; a limit may be passed by one message, and what is in hand does not count towards it; and what was on its way to
 * a program that ends may count that as an attempt.
 */
export function createRabbitmqBroker(options: RabbitmqBrokerOptions): Required<Broker> {
    const { name, connectTimeout = 10_000, publishTimeout = 30_000 } = options;
    const address = new ServerAddress(serverUrl(options.url, name), { schemes: ['amqp', 'amqps'], port: 5672, broker: `'${name}'` });
    return new ServerBroker(new RabbitDriver(new RabbitLink(address, { name: `sluice ${name}`, connectTimeout }), { publishTimeout }));
}
