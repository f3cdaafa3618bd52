import { oncePer } from '../once-per.js';
import { beforeStart, type Move, type Place, type ProcessMoves, type Send } from './process-moves.js';

/** Sends whose undo waits to be run by the next `compensate`. */
export interface PendingUndos {
    /** On every way to the place, and not taken back by hand. */
    always: ReadonlySet<Send>;
    /** On some way to it. */
    sometimes: ReadonlySet<Send>;
    /** Of `always`: those after which an event has moved the process on, so that their work is likely done. */
    settled: ReadonlySet<Send>;
}

const nothing: PendingUndos = { always: new Set(), sometimes: new Set(), settled: new Set() };

/** What waits to be taken back in each place of a process that can be reached. */
export const pendingUndosOf = oncePer((moves: ProcessMoves): ReadonlyMap<Place, PendingUndos> => {
    const found = new Map<Place, PendingUndos>([[beforeStart, nothing]]);
    // A set gives a place that is added again a turn of its own at the end.
    const pending = new Set<Place>([beforeStart]);
    for (const place of pending) {
        pending.delete(place);
        for (const move of moves.from(place)) {
            const after = undosAfter(move, found.get(place)!);
            const before = found.get(move.to);
            const joined = before ? join(before, after) : after;
            if (before && isSame(before, joined)) continue;
            found.set(move.to, joined);
            pending.add(move.to);
        }
    }
    return found;
});

/** What waits to be taken back after the first `count` actions of a move; after all of them by default. */
export function undosAfter({ step, from, to, actions }: Move, before: PendingUndos, count = actions.length): PendingUndos {
    // What waits on every way waits on some way, too.
    if (before.sometimes.size === 0 && !actions.some(action => action.kind === 'send' && action.undo)) return nothing;
    let always = new Set(before.always);
    let sometimes = new Set(before.sometimes);
    let settled = new Set(step && to !== from ? before.always : before.settled);
    for (const action of actions.slice(0, count)) {
        if (action.kind === 'compensate') [always, sometimes, settled] = [new Set(), new Set(), new Set()];
        if (action.kind !== 'send') continue;
        for (const send of always) {
            if (send.undo?.message.target === undefined || send.undo.message.target !== action.message.target) continue;
            always.delete(send);
            settled.delete(send);
        }
        if (!action.undo) continue;
        always.add(action);
        sometimes.add(action);
    }
    return { always, sometimes, settled };
}

function join(left: PendingUndos, right: PendingUndos): PendingUndos {
    return {
        always: new Set([...left.always].filter(send => right.always.has(send))),
        sometimes: new Set([...left.sometimes, ...right.sometimes]),
        settled: new Set([...left.settled].filter(send => right.settled.has(send))),
    };
}

function isSame(left: PendingUndos, right: PendingUndos): boolean {
    return left.always.size === right.always.size && left.sometimes.size === right.sometimes.size && left.settled.size === right.settled.size;
}
