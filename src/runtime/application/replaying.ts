import { RejectedMessage } from '../broker.js';
import type { Store } from '../stores/store.js';
import type { ReplayOptions, ReplayResult } from './definition.js';
import type { Past } from './past.js';
import type { Receiver, RunningPart } from './receiver.js';
import { eventsOf } from './runner.js';
import { unreadable, unreadableIn } from './versions.js';

export interface ReplayingOptions {
    readonly store: Store;
    readonly past: Past;
    readonly receiver: Receiver;
}

/** Gives a part the events of the log once more, one after the other. Rejects at the first one that it cannot handle, or whose version it cannot read. */
export async function replayEvents(running: RunningPart, { from, to = Infinity }: ReplayOptions, { store, past, receiver }: ReplayingOptions): Promise<ReplayResult> {
    const events = eventsOf(running.runner);
    const messages = [...new Set(events.values())];
    const others = (await store.eventTypes()).filter(type => unreadableIn(messages, type));
    let handled = 0;
    let repeated = 0;
    for await (const { position, envelope } of past.read({ after: from - 1, types: [...events.keys(), ...others] })) {
        if (position > to) break;
        const message = events.get(envelope.type);
        if (!message) throw new RejectedMessage(`Position ${position} of the log: ${unreadable(envelope.type, unreadableIn(messages, envelope.type)!).message}`);
        if (await receiver.take(envelope, running, message)) handled++;
        else repeated++;
    }
    return { handled, repeated };
}
