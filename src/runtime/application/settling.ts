import type { Broker } from '../broker.js';
import type { Clock } from '../clock.js';
import type { Envelope } from '../envelope.js';
import { makeEnvelope } from '../make-envelope.js';
import type { Random } from '../random.js';
import type { Change, OutgoingMessage, Store } from '../stores/store.js';
import type { Output } from './messages.js';
import type { Effect } from './runner.js';

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
    async settle(effect: Effect, { part, cause, change }: SettleOptions): Promise<readonly Envelope[] | undefined> {
        const { store, clock } = this.options;
        const { decision } = effect;
        const source = sourceOf(part);
        // What a handler supplied may not be what the specification promises to others: all or nothing goes out.
        for (const { message, data } of decision.outputs) message.parse(message.type, data);
        const outgoing: OutgoingMessage[] = [];
        for (const output of decision.outputs) {
            const made = this.outgoing(output, source, cause);
            outgoing.push(made);
            if (!store.outbox) await this.publish(made);
        }
        const envelopes = outgoing.map(({ envelope }) => envelope);
        const at = clock.now();
        const kept = await store.commit({ ...effect.change?.(envelopes, at), ...change, at, ...(store.outbox && { outputs: outgoing }) });
        if (!kept) return undefined;
        effect.kept?.();
        if (store.outbox && outgoing.length > 0) this.options.onOutgoing();
        return envelopes;
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
