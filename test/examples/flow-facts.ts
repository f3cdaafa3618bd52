import type { FlowModel, MessageOutput, Outcome, Process, ProcessAction, Reference } from '../../src/model/flow-model.js';

/** Who does what with each message, by message id; the tests ask this instead of each walking the model. */
export interface FlowFacts {
    published: Set<string>;
    sent: Set<string>;
    consumed: Set<string>;
    asked: Set<string>;
    /** Parts that handle each command, counted. */
    handlers: Map<string, number>;
    /** Contexts that are ours, not another system's. */
    own: Set<string>;
}

/** Gathers who publishes, sends, consumes, asks and handles. */
export function gatherFacts(model: FlowModel): FlowFacts {
    const facts: FlowFacts = {
        published: new Set(), sent: new Set(), consumed: new Set(), asked: new Set(), handlers: new Map(),
        own: new Set(model.contexts.filter(({ external }) => !external).map(({ id }) => id)),
    };
    const addOutcome = ({ alternatives }: Outcome) => {
        for (const part of alternatives.flat()) {
            if (part.kind !== 'reject') add(part.kind === 'publish' ? facts.published : facts.sent, part.message);
        }
    };
    for (const part of [...model.services, ...model.aggregates]) {
        for (const { command, branches } of part.handles) {
            if (command.target) facts.handlers.set(command.target, (facts.handlers.get(command.target) ?? 0) + 1);
            for (const { outcome } of branches) addOutcome(outcome);
        }
    }
    for (const { reactions, schedules } of model.services) {
        for (const { event, outcome } of reactions) {
            add(facts.consumed, event);
            if (outcome) addOutcome(outcome);
        }
        for (const { outcome } of schedules) addOutcome(outcome);
    }
    for (const { evolutions } of model.projections) for (const { event } of evolutions) add(facts.consumed, event);
    for (const process of model.processes) {
        for (const { event } of stepsIn(process)) add(facts.consumed, event);
        for (const { message } of outputsOf(process)) add(facts.sent, message);
    }
    for (const actor of model.actors) {
        for (const reference of actor.sends) add(facts.sent, reference);
        for (const reference of actor.sees) add(facts.consumed, reference);
        for (const reference of actor.asks) add(facts.asked, reference);
    }
    return facts;
}

/** Everything that a process does, in its steps and its timers. */
export function actionsOf(process: Process): ProcessAction[] {
    return [...stepsIn(process), ...process.states.flatMap(({ timers }) => timers)].flatMap(({ actions }) => actions);
}

/** Every command that a process may send, undos included. */
export function outputsOf(process: Process): MessageOutput[] {
    return actionsOf(process).flatMap(action => (action.kind === 'send' ? [action, ...(action.undo ? [action.undo] : [])] : []));
}

/** Steps back in reverse, and does not wait for ever. */
export function compensatesWithTimer(process: Process): boolean {
    const actions = actionsOf(process);
    return actions.some(({ kind }) => kind === 'compensate')
        && actions.some(action => action.kind === 'send' && action.undo !== undefined)
        && process.states.some(({ timers }) => timers.length > 0);
}

function stepsIn(process: Process) {
    return [...process.starts, ...process.anywhere, ...process.states.flatMap(({ steps }) => steps)];
}

function add(set: Set<string>, { target }: Reference): void {
    if (target !== undefined) set.add(target);
}
