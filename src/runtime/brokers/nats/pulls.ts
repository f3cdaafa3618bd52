import type { Msg, Subscription } from '@nats-io/transport-node';
import type { NatsLink } from './link.js';
import type { Lane } from './settings.js';

/** How long the server keeps a request for messages, in milliseconds. */
const patience = 30_000;

/** One request to a lane for its next messages (https://docs.nats.io/reference/reference-protocols/nats_api_reference). */
export class Pull {
    private readonly subscription: Subscription;
    private readonly timer: ReturnType<typeof setTimeout>;
    private wanted: number;
    private over = false;

    constructor(
        link: NatsLink,
        { stream, consumer }: Lane,
        private readonly options: {
            readonly batch: number;
            /** Whether the server is to wait for messages where it has none. */
            readonly waits: boolean;
            readonly take: (message: Msg) => void;
            /** Nothing more comes of this request; `failed` where the server refused it. */
            readonly ended: (failed: boolean) => void;
        },
    ) {
        this.wanted = options.batch;
        const inbox = `${link.inboxes}.sluice.${crypto.randomUUID()}`;
        this.subscription = link.connection.subscribe(inbox, { callback: (error, message) => this.receive(error, message) });
        const body = options.waits ? { batch: options.batch, expires: patience * 1_000_000 } : { batch: options.batch, no_wait: true };
        link.connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`, JSON.stringify(body), { reply: inbox });
        // An answer that is lost must not be waited for.
        this.timer = setTimeout(() => this.end(false), options.waits ? patience + 2000 : 2000);
    }

    /** Messages that may still come. */
    get outstanding(): number {
        return this.over ? 0 : this.wanted;
    }

    /** Takes the request back; what is on its way already is taken all the same. `ended` is not called. */
    cancel(): void {
        if (!this.close()) return;
        // The server confirms that it has heard, and nothing comes after that.
        this.subscription.drain().catch(() => this.subscription.unsubscribe());
    }

    /** Forgets the request with a connection that is gone. */
    forget(): void {
        if (this.close()) this.subscription.unsubscribe();
    }

    private close(): boolean {
        if (this.over) return false;
        this.over = true;
        clearTimeout(this.timer);
        return true;
    }

    private receive(error: Error | null, message: Msg): void {
        if (error !== null) {
            this.end(true);
        } else if (message.data.length === 0 && message.headers !== undefined && message.headers.code > 0) {
            // 404 and 408: there is nothing, or nothing more; 100 only says that the server lives.
            if (message.headers.code === 100) return;
            this.end(message.headers.code !== 404 && message.headers.code !== 408);
        } else {
            this.wanted--;
            this.options.take(message);
            if (this.wanted <= 0) this.end(false);
        }
    }

    private end(failed: boolean): void {
        if (!this.close()) return;
        this.subscription.unsubscribe();
        this.options.ended(failed);
    }
}

/** The requests of one lane that are open at a time. */
export class PullsOfLane {
    private readonly pulls: Set<Pull>;

    constructor(pulls: readonly Pull[]) {
        this.pulls = new Set(pulls);
    }

    get outstanding(): number {
        let sum = 0;
        for (const pull of this.pulls) sum += pull.outstanding;
        return sum;
    }

    add(pull: Pull): void {
        this.pulls.add(pull);
    }

    delete(pull: Pull): void {
        this.pulls.delete(pull);
    }

    cancel(): void {
        for (const pull of this.pulls) pull.cancel();
    }

    forget(): void {
        for (const pull of this.pulls) pull.forget();
    }
}
