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
    const steps: ProcessStep[] = [];
    for (const { step } of moves.from(place)) if (step) steps.push(step);
    return steps;
}

/** What is waited for in a place because of what was sent on the way there. */
export function answersAwaitedIn(moves: ProcessMoves, place: Place, graph: FlowGraph): Answer[] {
    const steps = stepsIn(moves, place);
    const answers: Answer[] = [];
    if (steps.length === 0) return answers;
    for (const move of moves.into(place)) {
        for (const send of sendsOf(move)) {
            const endings = endingsOf(send.message.target, graph);
            for (const step of steps) {
                const { target } = step.event;
                if (target !== undefined && endings.some(({ events }) => events.includes(target))) answers.push({ send, step });
            }
        }
    }
    return answers;
}
