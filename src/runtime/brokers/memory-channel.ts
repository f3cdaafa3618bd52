import type { ChannelDefinition } from '../broker.js';
import type { Clock } from '../clock.js';
import type { MemorySubscription } from './memory-subscription.js';
import { TopicLog } from './topic-log.js';

/** A topic or queue of the embedded broker: who subscribes to it, what it retains and what it has had. */
export class MemoryChannel {
    readonly subscriptions = new Map<string, MemorySubscription>();
    readonly log: TopicLog;
    /** Deduplication ids, the oldest first, and until when each is remembered. */
    private readonly seen = new Map<string, number>();
    published = 0;
    deduplicated = 0;
    refused = 0;

    constructor(
        public definition: ChannelDefinition,
        private readonly clock: Clock,
    ) {
        this.log = new TopicLog(() => this.definition, () => clock.now());
    }

    /** Whether a message of this id was taken within the deduplication window. */
    hasSeen(id: string): boolean {
        const now = this.clock.now();
        for (const [old, until] of this.seen) {
            if (until > now) {
                break;
            }
            this.seen.delete(old);
        }
        const until = this.seen.get(id);
        return until !== undefined && until > now;
    }

    remember(id: string): void {
        const window = this.deduplicationWindow();
        if (window > 0) {
            this.seen.delete(id);
            this.seen.set(id, this.clock.now() + window);
        }
    }

    private deduplicationWindow(): number {
        const { deduplicate, deliver, retain } = this.definition;
        return deduplicate ?? (deliver === 'exactly-once' ? (retain.milliseconds ?? Infinity) : 0);
    }

    /** What a message would have to share the channel's limit with. */
    load(): { messages: number; bytes: number } {
        const loads = [...this.subscriptions.values()];
        return {
            messages: Math.max(0, ...loads.map(({ depth }) => depth)),
            bytes: Math.max(0, ...loads.map(({ bytes }) => bytes)),
        };
    }
}
