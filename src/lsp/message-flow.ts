import type { Channel, FlowModel, Message, Milliseconds, Outcome, Part, ProcessStep, Reference } from '../model/flow-model.js';

/** Who has to do with a message; ids of parts and actors, sorted. */
export interface MessageFlow {
    /** Parts and actors that publish or send it. */
    from: string[];
    /** Parts and actors that handle, react to or see it. */
    to: string[];
    channels: Channel[];
}

/** Where a message comes from, what carries it and who takes it. */
export function findMessageFlow(model: FlowModel, message: Message): MessageFlow {
    const from = new Set<string>();
    const to = new Set<string>();
    const names = (references: Reference[]) => references.some(({ target }) => target === message.id);
    for (const part of partsOf(model)) {
        const { takes, gives } = trafficOf(part);
        if (names(takes)) to.add(part.id);
        if (names(gives)) from.add(part.id);
    }
    for (const actor of model.actors) {
        if (names(actor.sends)) from.add(actor.id);
        if (names(actor.sees)) to.add(actor.id);
    }
    return { from: [...from].sort(), to: [...to].sort(), channels: model.channels.filter(({ carries }) => names(carries)) };
}

/** The messages that a part takes and gives, as often as it names them. */
export function trafficOf(part: Part): { takes: Reference[]; gives: Reference[] } {
    switch (part.kind) {
        case 'service': return {
            takes: [...part.handles.map(({ command }) => command), ...part.reactions.map(({ event }) => event)],
            gives: [
                ...part.handles.flatMap(({ branches }) => branches.flatMap(({ outcome }) => outputsOf(outcome))),
                ...part.reactions.flatMap(({ outcome }) => (outcome ? outputsOf(outcome) : [])),
                ...part.schedules.flatMap(({ outcome }) => outputsOf(outcome)),
            ],
        };
        case 'aggregate': return {
            takes: part.handles.map(({ command }) => command),
            gives: part.handles.flatMap(({ branches }) => branches.flatMap(({ outcome }) => outputsOf(outcome))),
        };
        case 'projection': return { takes: part.evolutions.map(({ event }) => event), gives: [] };
        case 'process': {
            const steps: ProcessStep[] = [...part.starts, ...part.anywhere, ...part.states.flatMap(state => state.steps)];
            const actions = [...steps, ...part.states.flatMap(state => state.timers)].flatMap(step => step.actions);
            return {
                takes: steps.map(({ event }) => event),
                gives: actions.flatMap(action => (action.kind === 'send' ? [action.message, ...(action.undo ? [action.undo.message] : [])] : [])),
            };
        }
    }
}

/** All parts that react. */
export function partsOf(model: FlowModel): Part[] {
    return [...model.services, ...model.aggregates, ...model.projections, ...model.processes];
}

function outputsOf(outcome: Outcome): Reference[] {
    return outcome.alternatives.flat().flatMap(part => (part.kind === 'reject' ? [] : [part.message]));
}

const lengths: [Milliseconds, string][] = [[86_400_000, 'day'], [3_600_000, 'hour'], [60_000, 'minute'], [1000, 'second']];

/** A length of time in the largest unit that divides it: `7 days`. */
export function describeDuration(milliseconds: Milliseconds): string {
    for (const [length, unit] of lengths) {
        if (milliseconds >= length && milliseconds % length === 0) return `${milliseconds / length} ${unit}${milliseconds === length ? '' : 's'}`;
    }
    return `${milliseconds} ms`;
}
