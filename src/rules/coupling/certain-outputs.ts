import type { Branch, MessageOutput, Origin, Outcome, Process, ProcessAction, Reference } from '../../model/flow-model.js';
import type { RuleContext } from '../rule.js';

/** A message that goes out every time that another comes in: no condition, choice or ending stands between the two. */
export interface CertainOutput {
    cause: string;
    by: string;
    kind: 'publishes' | 'sends';
    message: string;
    /** Where the message that goes out is named. */
    origin: Origin;
}

/** What goes out for certain of our own parts, in the order of the specification. What a timer or a schedule tells has no cause. */
export function findCertainOutputs({ model, graph }: Pick<RuleContext, 'model' | 'graph'>): CertainOutput[] {
    const found: CertainOutput[] = [];
    const add = (by: string, kind: CertainOutput['kind'], cause: Reference, { message }: MessageOutput) => {
        if (cause.target !== undefined && message.target !== undefined) found.push({ cause: cause.target, by, kind, message: message.target, origin: message.origin });
    };
    const addOutcome = (by: string, cause: Reference, { alternatives }: Outcome) => {
        const [parts = [], ...others] = alternatives;
        if (others.length > 0 || parts.some(({ kind }) => kind === 'reject')) return;
        for (const part of parts) if (part.kind !== 'reject' && !part.many && !part.optional) add(by, part.kind === 'publish' ? 'publishes' : 'sends', cause, part);
    };
    const addBranches = (by: string, cause: Reference, [first, ...others]: readonly Branch[]) => {
        if (first && !first.condition && others.length === 0) addOutcome(by, cause, first.outcome);
    };
    for (const part of [...model.services, ...model.aggregates]) {
        if (graph.isExternal(part)) continue;
        for (const { command, branches } of part.handles) addBranches(part.id, command, branches);
        if (part.kind === 'aggregate') continue;
        for (const { event, condition, outcome } of part.reactions) if (!condition && outcome) addOutcome(part.id, event, outcome);
    }
    for (const process of model.processes) {
        if (graph.isExternal(process)) continue;
        for (const { event, actions } of endlessSteps(process)) {
            for (const action of actions) if (action.kind === 'send') add(process.id, 'sends', event, action);
        }
    }
    return found;
}

/** The steps that a process takes again and again: it never ends, and never leaves the state that they are taken in. */
function endlessSteps({ anywhere, starts, states }: Process) {
    if (starts.some(isEnding) || anywhere.some(isEnding) || states.some(({ steps, timers }) => steps.some(isEnding) || timers.some(isEnding))) return [];
    const handledInStates = new Set(states.flatMap(({ steps }) => steps.map(({ event }) => event.target)));
    const leaves = (state: string) => ({ actions }: { actions: readonly ProcessAction[] }) => actions.some(action => action.kind === 'go' && action.state.target !== state);
    return [
        // A state's own step goes before one that is taken in any state.
        ...anywhere.filter(({ event }) => !handledInStates.has(event.target)),
        ...states.flatMap(({ name, steps, timers: own }) => ([...steps, ...own, ...anywhere].some(leaves(name)) ? [] : steps)),
    ].filter(({ condition }) => !condition);
}

function isEnding({ actions }: { actions: readonly ProcessAction[] }): boolean {
    return actions.some(({ kind }) => kind === 'end');
}
