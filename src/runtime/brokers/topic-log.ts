import type { ChannelDefinition } from '../broker.js';
import type { StoredMessage } from './stored-message.js';

/** What a topic remembers so that it can be read again. */
export class TopicLog {
    private readonly messages = new Map<number, StoredMessage>();
    private bytes = 0;
    /** Of a compacted topic, the last message of each key. Retention never takes those: they are what the topic is for. */
    private readonly lastOfKey = new Map<string, StoredMessage>();

    constructor(
        private readonly definition: () => Pick<ChannelDefinition, 'retain' | 'compact'>,
        private readonly now: () => number,
    ) {}

    append(message: StoredMessage): void {
        if (this.definition().compact && message.key !== undefined) {
            this.lastOfKey.set(message.key, message);
        } else {
            this.messages.set(message.position, message);
            this.bytes += message.bytes;
        }
        this.trim();
    }

    /** What is retained now, in the order of publication. */
    read(): StoredMessage[] {
        this.trim();
        return [...this.messages.values(), ...this.lastOfKey.values()].sort((a, b) => a.position - b.position);
    }

    get size(): number {
        this.trim();
        return this.messages.size + this.lastOfKey.size;
    }

    private trim(): void {
        const { milliseconds = Infinity, bytes = Infinity } = this.definition().retain;
        const oldest = this.now() - milliseconds;
        for (const message of this.messages.values()) {
            if (message.publishedAt > oldest && this.bytes <= bytes) {
                break;
            }
            this.messages.delete(message.position);
            this.bytes -= message.bytes;
        }
    }
}
