import { RejectedMessage, type Broker } from '../broker.js';
import type { Clock } from '../clock.js';
import type { Envelope } from '../envelope.js';
import { makeEnvelope } from '../make-envelope.js';
import type { Random } from '../random.js';
import type { OutgoingMessage } from '../stores/outbox.js';
import type { Change, Store } from '../stores/store.js';
import type { Awaitable, Output } from './messages.js';
import { refusalForGood } from './refusal.js';
import type { Effect } from './runner.js';

const nothing: readonly never[] = [];

/** Whose effect it is, what caused it, and what else is kept with it. */
export interface SettleOptions {
    readonly part: string;
    readonly cause: Envelope | undefined;
    readonly change?: Pick<Change, 'handled' | 'expired'>;
}

export interface SettlerOptions {
    readonly broker: Broker;
    readonly store: Store;
    readonly clock: Clock;
    readonly random: Random;
    /** Called when something was put into the outbox. */
    onOutgoing(): void;
}

/**
 * Makes known what a part decided, and keeps what it knows from then on. With an outbox both are one step; otherwise the
 * broker confirms every output before anything is kept, so that a failure leads to the message being handled again.
 */
export class Settler {
    constructor(private readonly options: SettlerOptions) {}

    /** The envelopes of what went out; undefined where the store had the message's effect already. */
    settle(effect: Effect, options: SettleOptions): Awaitable<readonly Envelope[] | undefined> {
        // Most messages only change something, and what is in memory is changed at once.
        if (effect.outputs.length === 0) {
            const kept = this.commit(effect, options, nothing);
            return kept instanceof Promise ? kept.then(is => (is ? nothing : undefined)) : kept ? nothing : undefined;
        }
        return this.settleOutputs(effect, options);
    }

    private async settleOutputs(effect: Effect, options: SettleOptions): Promise<readonly Envelope[] | undefined> {
        const { store } = this.options;
        const source = sourceOf(options.part);
        // What a handler supplied may not be what the specification promises to others: all or nothing goes out.
        for (const { message, data } of effect.outputs) message.parse(message.type, data);
        const outgoing: OutgoingMessage[] = [];
        for (const output of effect.outputs) {
            const made = this.outgoing(output, source, options.cause);
            outgoing.push(made);
            if (!store.outbox) await this.publishFirst(made);
        }
        if (!await this.commit(effect, options, outgoing)) return undefined;
        if (store.outbox) this.options.onOutgoing();
        return outgoing.map(({ envelope }) => envelope);
    }

    private commit(effect: Effect, { change }: SettleOptions, outgoing: readonly OutgoingMessage[]): Awaitable<boolean> {
        const { store, clock } = this.options;
        const at = clock.now();
        const kept = store.commit({ ...effect.change?.(outgoing.map(({ envelope }) => envelope), at), ...change, at, ...(store.outbox && { outputs: outgoing }) });
        if (kept instanceof Promise) {
            return kept.then(is => {
                if (is) effect.kept?.();
                return is;
            });
        }
        if (kept) effect.kept?.();
        return kept;
    }

    /** What the broker refuses for good will be refused after each retry, too, and what went out before it would go out again. */
    private async publishFirst(outgoing: OutgoingMessage): Promise<void> {
        try {
            await this.publish(outgoing);
        } catch (error) {
            const refusal = refusalForGood(error);
            if (!refusal) throw error;
            throw new RejectedMessage(`'${outgoing.envelope.type}', which follows from it, cannot be published: ${refusal.reason}`, { cause: error });
        }
    }

    /** Publishes a message at once, whatever the store; resolves with its envelope when the broker has it. */
    async send(output: Output, source: string, cause: Envelope | undefined): Promise<Envelope> {
        output.message.parse(output.message.type, output.data);
        const outgoing = this.outgoing(output, source, cause);
        await this.publish(outgoing);
        return outgoing.envelope;
    }

    /** Publishes a message that is in its envelope. */
    async publish({ channel, envelope, key }: OutgoingMessage): Promise<void> {
        await this.options.broker.publish(channel, envelope, key === undefined ? {} : { key });
    }

    private outgoing({ message, data }: Output, source: string, cause: Envelope | undefined): OutgoingMessage {
        const fields = data as Readonly<Record<string, unknown>>;
        const key = message.key === undefined || fields[message.key] === undefined ? undefined : String(fields[message.key]);
        const headers = Object.fromEntries(message.headers.filter(name => fields[name] !== undefined).map(name => [name, fields[name]]));
        const envelope = makeEnvelope({ source, type: message.type, data, headers, ...(key !== undefined && { key }), ...(cause && { cause }) }, this.options.clock, this.options.random);
        return { channel: message.channel, envelope, ...(key !== undefined && { key }) };
    }
}

/** `Ordering.Order` → `/ordering/order`: who made a message, as CloudEvents' source. */
function sourceOf(part: string): string {
    return `/${part.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase().replaceAll('.', '/')}`;
}
