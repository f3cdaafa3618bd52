import type { Aggregate, Handling, Message, Outcome, OutcomePart, Process, ProcessStep, Reaction, Service } from '../../model/flow-model.js';
import type { Generation } from './shapes.js';

/** Alternatives as a test reads them: lists of `Sales.OrderPlaced`, `many …`, `…?` and `reject`. */
export type Alternatives = string[][];

/** A part with which a test can do something. */
export type TestedPart = Aggregate | Process | Service;

/** What the specification lets come of each message that a part takes, by the message's id. */
export function declaredOutcomes(part: TestedPart, generation: Pick<Generation, 'messages'>): Map<string, Alternatives> {
    const result = new Map<string, Alternatives>();
    const add = (reference: { target?: string }, alternatives: Alternatives) => {
        const id = reference.target ?? '';
        const known = result.get(id);
        // What several reactions make of one event comes together.
        result.set(id, known ? unique(known.flatMap(some => alternatives.map(others => [...some, ...others]))) : unique(alternatives));
    };
    if (part.kind === 'process') {
        const steps = [...part.starts, ...part.anywhere, ...part.states.flatMap(state => state.steps)];
        const undos = part.starts.concat(part.anywhere, ...part.states.map(state => state.steps)).flatMap(({ actions }) => actions.flatMap(action => (action.kind === 'send' && action.undo ? [`many ${action.undo.message.target}`] : [])));
        for (const id of new Set(steps.map(({ event }) => event.target ?? ''))) {
            result.set(id, unique([...steps.filter(({ event }) => event.target === id).map(step => ofStep(step, undos)), []]));
        }
        return result;
    }
    for (const handling of part.handles) add(handling.command, ofHandling(handling));
    if (part.kind === 'service') for (const reaction of part.reactions) add(reaction.event, ofReaction(reaction));
    for (const id of result.keys()) if (!generation.messages.has(id)) result.delete(id);
    return result;
}

/** The messages that may come of any message that a part takes. */
export function outputsOf(part: TestedPart, { messages }: Pick<Generation, 'messages'>): Message[] {
    const names = new Set([...declaredOutcomes(part, { messages }).values()].flat(2).map(nameIn));
    return [...messages.values()].filter(({ id }) => names.has(id));
}

function nameIn(text: string): string {
    return text.replace(/^many |\?$/g, '');
}

function ofHandling({ branches }: Handling): Alternatives {
    if (branches.length === 0) return [[]];
    const all = branches.flatMap(({ outcome }) => ofOutcome(outcome));
    return branches.every(({ condition }) => condition) ? [...all, ['reject']] : all;
}

function ofReaction({ condition, outcome }: Reaction): Alternatives {
    return [...(outcome ? ofOutcome(outcome) : [[]]), ...(condition ? [[]] : [])];
}

function ofOutcome({ alternatives }: Outcome): Alternatives {
    return alternatives.map(parts => parts.map(ofPart));
}

function ofPart(part: OutcomePart): string {
    if (part.kind === 'reject') return 'reject';
    return part.many ? `many ${part.message.target}` : `${part.message.target}${part.optional ? '?' : ''}`;
}

function ofStep({ actions }: ProcessStep, undos: readonly string[]): string[] {
    return actions.flatMap(action => (action.kind === 'send' ? [action.message.target ?? ''] : action.kind === 'compensate' ? undos : []));
}

function unique(alternatives: Alternatives): Alternatives {
    return [...new Map(alternatives.map(alternative => [alternative.join(), alternative])).values()];
}
