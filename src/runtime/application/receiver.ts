import type { Envelope } from '../envelope.js';
import { StoreConflict, type Store } from '../stores/store.js';
import type { ApplicationActivity } from './definition.js';
import { identityOf } from './identity.js';
import type { MessageDefinition } from './messages.js';
import type { PartDefinition, TimeAndIds } from './parts.js';
import type { Runner } from './runner.js';
import type { Settler } from './settling.js';
import type { Turns } from './turns.js';

export interface ReceiverOptions {
    readonly store: Store;
    readonly settler: Settler;
    readonly turns: Turns;
    readonly observe: (activity: ApplicationActivity) => void;
    readonly timeAndIds: () => TimeAndIds;
}

/** A part and what runs it. */
export interface RunningPart {
    readonly part: PartDefinition;
    readonly runner: Runner;
}

/** How often a message is worked out anew at once because another process was faster; then the broker gives it out again. */
const conflictRetries = 5;

/** Lets parts handle messages: each once, and those of one key one after the other. */
export class Receiver {
    constructor(private readonly options: ReceiverOptions) {}

    /**
     * Resolves when what the message leads to is kept, and not before: then it can be acknowledged. False where it was handled before.
     * One function, and no waiting for what is no promise: each of both takes as long as all else that happens to a message here.
     */
    async take(envelope: Envelope, { part, runner }: RunningPart, message: MessageDefinition<object>): Promise<boolean> {
        const { store, settler, turns, observe, timeAndIds } = this.options;
        const data = message.parse(envelope.type, envelope.data);
        const identity = identityOf(part.settings, message, data, envelope);
        const keys = [identity];
        for (const key of runner.keysOf(message, data)) keys.push(`/${key}`);
        const turn = turns.enter(part.name, keys);
        try {
            if (turn.before) await turn.before;
            const isHandled = store.isHandled(part.name, identity);
            if (isHandled instanceof Promise ? await isHandled : isHandled) return false;
            for (let attempt = 1; ; attempt++) {
                const { now, nowMilliseconds, newId } = timeAndIds();
                const effect = await runner.handle(message, data, { envelope, now, nowMilliseconds, newId });
                try {
                    const settled = settler.settle(effect, { part: part.name, cause: envelope, change: { handled: { part: part.name, identity } } });
                    const outputs = settled instanceof Promise ? await settled : settled;
                    // Another process that shares the store was faster.
                    if (!outputs) return false;
                    const { rejection } = effect;
                    if (rejection === undefined) observe({ kind: 'handled', part: part.name, envelope, outputs });
                    else observe({ kind: 'rejected', part: part.name, envelope, reason: rejection });
                    return true;
                } catch (error) {
                    // Without an outbox something has gone out already.
                    if (!(error instanceof StoreConflict) || !store.outbox || attempt > conflictRetries) throw error;
                }
            }
        } finally {
            turn.leave();
        }
    }
}
