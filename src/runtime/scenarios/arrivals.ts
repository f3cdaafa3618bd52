import type { Broker, ConsumeOptions, Consumer, DeliveryHandler, PublishOptions, SubscriptionDefinition, Topology } from '../broker.js';
import { messageWords } from '../brokers/shared/message-words.js';
import type { Envelope } from '../envelope.js';
import type { Scheduler } from '../scheduler.js';

/**
 * A broker on a server, of which is known what is still on its way: each message that is published here is work in hand for whoever moves time, until
 * all who take it have had it. What others have published, or a run before this one, is taken and passed over.
 */
export class Arrivals implements Broker {
    private readonly consumed = new Map<string, SubscriptionDefinition>();
    private readonly published = new Set<string>();
    /** By subscription and message: what ends the wait for it. */
    private readonly awaited = new Map<string, () => void>();

    constructor(
        private readonly server: Broker,
        private readonly topology: Topology,
        private readonly scheduler: Scheduler,
    ) {}

    /** What was published and has not arrived, by subscription and id. */
    get missing(): readonly string[] {
        return [...this.awaited.keys()];
    }

    /** A server's channels are as the specification says, whatever is asked for here. */
    prepare(): Promise<void> {
        return this.server.prepare(this.topology);
    }

    async publish(channel: string, envelope: Envelope, options?: PublishOptions): Promise<void> {
        const confirmed = this.scheduler.hold();
        this.published.add(envelope.id);
        const ways = this.takersOf(channel, envelope).map(({ name }) => wayOf(name, envelope));
        for (const way of ways) this.awaited.set(way, this.scheduler.hold());
        try {
            await this.server.publish(channel, envelope, options);
        } catch (error) {
            for (const way of ways) this.end(way);
            throw error;
        } finally {
            confirmed();
        }
    }

    consume(subscription: string, handler: DeliveryHandler, options?: ConsumeOptions): Promise<Consumer> {
        const definition = this.topology.subscriptions.find(({ name }) => name === subscription);
        if (definition) this.consumed.set(subscription, definition);
        return this.server.consume(subscription, async delivery => {
            if (!this.published.has(delivery.envelope.id)) return;
            try {
                await handler(delivery);
            } finally {
                this.end(wayOf(subscription, delivery.envelope));
            }
        }, options);
    }

    async request(query: string, envelope: Envelope, options: { timeout: number }): Promise<unknown> {
        const answered = this.scheduler.hold();
        try {
            return await this.server.request(query, envelope, options);
        } finally {
            answered();
        }
    }

    answer(query: string, handler: (envelope: Envelope) => Promise<unknown>): Promise<Consumer> {
        return this.server.answer(query, handler);
    }

    close(): Promise<void> {
        return this.server.close();
    }

    private takersOf(channel: string, envelope: Envelope): SubscriptionDefinition[] {
        const words = messageWords(this.topology.channels.find(({ name }) => name === channel) ?? {}, envelope);
        return [...this.consumed.values()].filter(subscription => subscription.channel === channel && (subscription.types?.includes(envelope.type) ?? true)
            && (subscription.routes?.some(route => route.every((word, index) => word === '*' || word === words[index])) ?? true));
    }

    private end(way: string): void {
        this.awaited.get(way)?.();
        this.awaited.delete(way);
    }
}

function wayOf(subscription: string, { id }: Envelope): string {
    return `${subscription} ${id}`;
}
