import type { ChildProcess } from 'node:child_process';
import { RejectedMessage, type Consumer, type Delivery, type PublishOptions, type Topology } from '../../src/runtime/broker.js';
import type { MemoryBroker } from '../../src/runtime/brokers/memory.js';
import type { Envelope } from '../../src/runtime/envelope.js';

/** What a child asks for, and what it says of deliveries. `id` is the child's, except in `settled`, where it is the parent's. */
export type FromChild =
    | { readonly kind: 'prepare'; readonly id: number; readonly topology: Topology }
    | { readonly kind: 'publish'; readonly id: number; readonly channel: string; readonly envelope: Envelope; readonly options?: PublishOptions }
    | { readonly kind: 'consume'; readonly id: number; readonly subscription: string; readonly concurrency: number }
    | { readonly kind: 'stop'; readonly id: number; readonly consumer: number }
    | { readonly kind: 'settled'; readonly id: number; readonly error?: { readonly message: string; readonly isRejection: boolean } }
    | { readonly kind: 'started' | 'stopped' };

/** What the parent says: that a request is done, or that there is a message for a consumer. */
export type FromParent =
    | { readonly kind: 'done'; readonly id: number; readonly error?: string }
    | { readonly kind: 'deliver'; readonly id: number; readonly consumer: number; readonly delivery: Delivery }
    | { readonly kind: 'end' };

/** Retries without an end, soon: what a killed process had in hand comes back, however often that happens. */
const retry = { times: 1000, from: 5, to: 20 };

/**
 * Lets a child process use a broker that lives here. When the child dies, what it had in hand is given out again, as by a
 * broker that sees a connection break. `onMessage` is told of everything that is not about the broker.
 */
export function shareBroker(broker: MemoryBroker, child: ChildProcess, onMessage: (message: FromChild) => void): void {
    const consumers = new Map<number, Consumer>();
    const inHand = new Map<number, { resolve(): void; reject(error: Error): void }>();
    let deliveries = 0;
    let isGone = false;
    const tell = (message: FromParent) => {
        if (!isGone && child.connected) child.send(message, () => undefined);
    };
    const deliver = (consumer: number, delivery: Delivery) => new Promise<void>((resolve, reject) => {
        if (isGone) {
            reject(new Error('The process is gone.'));
            return;
        }
        inHand.set(++deliveries, { resolve, reject });
        tell({ kind: 'deliver', id: deliveries, consumer, delivery });
    });
    const handle = async (message: FromChild): Promise<void> => {
        switch (message.kind) {
            case 'prepare': {
                const { channels, subscriptions } = message.topology;
                return broker.prepare({ channels: channels.map(channel => ({ ...channel, retry })), subscriptions: subscriptions.map(subscription => ({ ...subscription, retry })) });
            }
            case 'publish': return broker.publish(message.channel, message.envelope, message.options);
            case 'consume': {
                const { id, subscription, concurrency } = message;
                const consumer = await broker.consume(subscription, delivery => deliver(id, delivery), { concurrency });
                consumers.set(id, consumer);
                if (isGone) await consumer.stop();
                return;
            }
            case 'stop': return consumers.get(message.consumer)?.stop();
            default: return;
        }
    };
    child.on('message', (message: FromChild) => {
        if (message.kind === 'settled') {
            const waiting = inHand.get(message.id);
            inHand.delete(message.id);
            if (!message.error) waiting?.resolve();
            else waiting?.reject(message.error.isRejection ? new RejectedMessage(message.error.message) : new Error(message.error.message));
        } else if ('id' in message) {
            handle(message).then(() => tell({ kind: 'done', id: message.id }), (error: unknown) => tell({ kind: 'done', id: message.id, error: String(error) }));
        } else onMessage(message);
    });
    child.once('exit', () => {
        isGone = true;
        for (const { reject } of inHand.values()) reject(new Error('The process was killed.'));
        inHand.clear();
        for (const consumer of consumers.values()) void consumer.stop();
    });
}
