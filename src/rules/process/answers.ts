import { endingsOf } from '../../model/processes/command-endings.js';
import type { ProcessStep } from '../../model/flow-model.js';
import type { FlowGraph } from '../../model/graph.js';
import { sendsOf, type Place, type ProcessMoves, type Send } from '../../model/processes/process-moves.js';

/** A command that a process sends on its way into a place, and a step there that takes what may come of it. */
export interface Answer {
    send: Send;
    step: ProcessStep;
}

/** The steps that are taken in a place, those included that are taken anywhere. */
export function stepsIn(moves: ProcessMoves, place: Place): ProcessStep[] {
    return moves.from(place).flatMap(({ step }) => (step ? [step] : []));
}

/** What is waited for in a place because of what was sent on the way there. */
export function answersAwaitedIn(moves: ProcessMoves, place: Place, graph: FlowGraph): Answer[] {
    const steps = stepsIn(moves, place);
    if (steps.length === 0) return [];
    return moves.into(place).flatMap(sendsOf).flatMap(send => {
        const events = new Set(endingsOf(send.message.target, graph).flatMap(ending => ending.events));
        return steps.filter(({ event }) => event.target !== undefined && events.has(event.target)).map(step => ({ send, step }));
    });
}
