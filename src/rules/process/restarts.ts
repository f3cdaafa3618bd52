import { endingsOf } from '../../model/processes/command-endings.js';
import type { RelatedPlace } from '../../model/diagnostic.js';
import type { MessageOutput, Origin, Process, ProcessStep } from '../../model/flow-model.js';
import type { FlowGraph } from '../../model/graph.js';
import { beforeStart, ended, sendsOf, type Move, type ProcessMoves, type Send } from '../../model/processes/process-moves.js';

/** How a process starts itself anew: the command that it sends as it ends, and the way from its start to there and back. */
export interface Restart {
    command: string;
    origin: Origin;
    path: RelatedPlace[];
}

interface Told {
    send: Send;
    by: string;
    output: MessageOutput;
}

/**
 * A way from a start through steps that only take what was set off by the step before, up to an end that sets off the
 * very event that the process starts on, for the same instance and at once; undefined where there is none. A condition,
 * a delay or an event from elsewhere on the way is taken for something that ends it.
 */
export function restartAfter(start: ProcessStep, process: Process, moves: ProcessMoves, graph: FlowGraph): Restart | undefined {
    // What starts it anew is sent as it ends.
    if (!moves.into(ended).some(move => sendsOf(move).length > 0)) return undefined;
    const reasons = new Map<Move, { before: Move; told: Told } | undefined>();
    for (const move of moves.from(beforeStart)) if (move.step === start && goesOn(start)) reasons.set(move, undefined);
    for (const move of reasons.keys()) {
        const told = toldAtOnce(move, process, graph);
        if (move.to !== ended) {
            for (const next of moves.from(move.to)) {
                const reason = next.step && goesOn(next.step) ? told.get(next.step.event.target) : undefined;
                if (reason && !reasons.has(next)) reasons.set(next, { before: move, told: reason });
            }
            continue;
        }
        const back = told.get(start.event.target);
        if (!back) continue;
        const path = [publishedHere(back)];
        for (let current: Move | undefined = move; current; current = reasons.get(current)?.before) {
            path.unshift({ origin: current.step!.event.origin, message: `It takes '${current.step!.event.text}'` });
            const reason = reasons.get(current);
            if (reason) path.unshift(publishedHere(reason.told));
        }
        return { command: back.send.message.text, origin: back.send.origin, path };
    }
    return undefined;
}

function goesOn({ condition, key, event }: ProcessStep): boolean {
    return !condition && !key && event.target !== undefined;
}

/** The events that may follow at once from what a move sends, for the same instance. */
function toldAtOnce(move: Move, { key }: Process, graph: FlowGraph): Map<string | undefined, Told> {
    const found = new Map<string | undefined, Told>();
    for (const send of sendsOf(move)) {
        if (!isSameInstance(send, key) || isDelayed(send, graph)) continue;
        for (const { by, parts } of endingsOf(send.message.target, graph)) {
            for (const output of parts) {
                if (output.kind === 'publish' && isSameInstance(output, key) && !isDelayed(output, graph)) found.set(output.message.target, { send, by, output });
            }
        }
    }
    return found;
}

function isSameInstance({ filling }: MessageOutput, key: string): boolean {
    return filling.some(({ field, from }) => field === key && (from === 'message' || from === 'state' || from === 'key'));
}

function isDelayed({ message: { target } }: MessageOutput, graph: FlowGraph): boolean {
    return target !== undefined && graph.channelOf(target)?.delay !== undefined;
}

function publishedHere({ by, output, send }: Told): RelatedPlace {
    return { origin: output.origin, message: `'${by}' publishes '${output.message.text}' because of '${send.message.text}'` };
}
