import type {
    Actor, Aggregate, Broker, Channel, Context, EnumDeclaration, Evolution, Field, FlowModel, Handling, Message, MessageOutput, Origin, Outcome, Part, Process, ProcessAction, ProcessState,
    ProcessStep, Projection, Query, Reaction, Schedule, Service, Timer, TypeDeclaration,
} from './flow-model.js';
import { atOnce, type InSteps } from './in-steps.js';
import { oncePer } from './once-per.js';

/** What has fields. */
export type FieldOwner =
    | { kind: 'message'; element: Message }
    | { kind: 'type'; element: TypeDeclaration }
    | { kind: 'query'; element: Query }
    | { kind: 'state'; element: Aggregate | Projection | Process };

/** Where a message goes out. */
export interface OutputPlace {
    part: Part;
    /** The command or event that leads to it; a schedule or a timer has none. */
    cause?: { text: string; target?: string; origin: Origin };
    kind: 'publish' | 'send' | 'undo';
}

/** What wants to be called with the elements of a model, one by one. */
export interface Visitor {
    broker?(broker: Broker): void;
    context?(context: Context): void;
    message?(message: Message): void;
    query?(query: Query): void;
    type?(type: TypeDeclaration): void;
    enum?(declaration: EnumDeclaration): void;
    channel?(channel: Channel): void;
    service?(service: Service): void;
    aggregate?(aggregate: Aggregate): void;
    projection?(projection: Projection): void;
    process?(process: Process): void;
    /** Every service, aggregate, projection and process. */
    part?(part: Part): void;
    actor?(actor: Actor): void;
    /** Every field of messages, types and states, and every parameter of a query. */
    field?(field: Field, owner: FieldOwner): void;
    handling?(handling: Handling, part: Service | Aggregate): void;
    reaction?(reaction: Reaction, service: Service): void;
    schedule?(schedule: Schedule, service: Service): void;
    evolution?(evolution: Evolution, part: Aggregate | Projection): void;
    /** `state` is missing of what a process starts on, and of what it does in any state. */
    step?(step: ProcessStep, process: Process, state?: ProcessState): void;
    timer?(timer: Timer, process: Process, state: ProcessState): void;
    output?(output: MessageOutput, place: OutputPlace): void;
}

/** The methods of visitors that a walk calls, each list made once. */
type Calls = { [Name in keyof Visitor]-?: NonNullable<Visitor[Name]>[] };

const names = [
    'broker', 'context', 'message', 'query', 'type', 'enum', 'channel', 'service', 'aggregate', 'projection', 'process', 'part', 'actor', 'field', 'handling', 'reaction', 'schedule', 'evolution',
    'step', 'timer', 'output',
] as const satisfies readonly (keyof Visitor)[];

/** Every message that goes out, and where, in the order of the walk. */
export const outputsIn = oncePer((model: FlowModel): readonly { output: MessageOutput; place: OutputPlace }[] => {
    const found: { output: MessageOutput; place: OutputPlace }[] = [];
    atOnce(walk(model, [{ output: (output, place) => void found.push({ output, place }) }]));
    return found;
});

/**
 * Calls visitors with every element of a model, in one walk in the order of the specification: what one of them has just read lies
 * ready for the others, which counts in systems that no cache holds. Methods are called on their own, without `this`.
 */
export function* walk(model: FlowModel, visitors: readonly Visitor[]): InSteps<void> {
    const calls = Object.fromEntries(names.map(name => [name, visitors.flatMap(visitor => visitor[name] ?? [])])) as unknown as Calls;
    const { field, part, handling, reaction, schedule, evolution, step, timer, output } = calls;
    yield* each(model.brokers, [calls.broker], element => { for (const call of calls.broker) call(element); });
    yield* each(model.contexts, [calls.context], element => { for (const call of calls.context) call(element); });
    yield* each(model.messages, [calls.message, field], element => {
        for (const call of calls.message) call(element);
        visitFields(element.fields, 'message', element, calls);
    });
    yield* each(model.queries, [calls.query, field], element => {
        for (const call of calls.query) call(element);
        visitFields(element.parameters, 'query', element, calls);
    });
    yield* each(model.types, [calls.type, field], element => {
        for (const call of calls.type) call(element);
        visitFields(element.fields, 'type', element, calls);
    });
    yield* each(model.enums, [calls.enum], element => { for (const call of calls.enum) call(element); });
    yield* each(model.channels, [calls.channel], element => { for (const call of calls.channel) call(element); });
    yield* each(model.services, [calls.service, part, handling, reaction, schedule, output], element => {
        for (const call of calls.service) call(element);
        visitService(element, calls);
    });
    yield* each(model.aggregates, [calls.aggregate, field, part, handling, evolution, output], element => {
        for (const call of calls.aggregate) call(element);
        visitFields(element.fields, 'state', element, calls);
        for (const call of part) call(element);
        visitHandlings(element, calls);
        visitEvolutions(element, calls);
    });
    yield* each(model.projections, [calls.projection, field, part, evolution], element => {
        for (const call of calls.projection) call(element);
        visitFields(element.fields, 'state', element, calls);
        for (const call of part) call(element);
        visitEvolutions(element, calls);
    });
    yield* each(model.processes, [calls.process, field, part, step, timer, output], element => {
        for (const call of calls.process) call(element);
        visitFields(element.fields, 'state', element, calls);
        visitProcess(element, calls);
    });
    yield* each(model.actors, [calls.actor], element => { for (const call of calls.actor) call(element); });
}

/** So many elements are visited before others may have their turn. */
const elementsAtATime = 50;

/** Visits elements where somebody wants to be called because of them. */
function* each<Element>(elements: readonly Element[], wanted: readonly (readonly unknown[])[], visit: (element: Element) => void): InSteps<void> {
    if (wanted.every(calls => calls.length === 0)) return;
    let visited = 0;
    for (const element of elements) {
        visit(element);
        if (++visited % elementsAtATime === 0) yield;
    }
}

function visitFields<Kind extends FieldOwner['kind']>(fields: readonly Field[], kind: Kind, element: (FieldOwner & { kind: Kind })['element'], { field: calls }: Calls): void {
    if (calls.length === 0 || fields.length === 0) return;
    const owner = { kind, element } as FieldOwner;
    for (const field of fields) for (const call of calls) call(field, owner);
}

function visitService(service: Service, calls: Calls): void {
    for (const call of calls.part) call(service);
    visitHandlings(service, calls);
    for (const reaction of service.reactions) {
        for (const call of calls.reaction) call(reaction, service);
        if (reaction.outcome) visitOutcome(reaction.outcome, { part: service, cause: reaction.event }, calls);
    }
    for (const schedule of service.schedules) {
        for (const call of calls.schedule) call(schedule, service);
        visitOutcome(schedule.outcome, { part: service }, calls);
    }
}

function visitHandlings(part: Service | Aggregate, calls: Calls): void {
    if (calls.handling.length === 0 && calls.output.length === 0) return;
    for (const handling of part.handles) {
        for (const call of calls.handling) call(handling, part);
        for (const { outcome } of handling.branches) visitOutcome(outcome, { part, cause: handling.command }, calls);
    }
}

function visitEvolutions(part: Aggregate | Projection, { evolution: calls }: Calls): void {
    if (calls.length === 0) return;
    for (const evolution of part.evolutions) for (const call of calls) call(evolution, part);
}

function visitProcess(process: Process, calls: Calls): void {
    for (const call of calls.part) call(process);
    if (calls.step.length === 0 && calls.timer.length === 0 && calls.output.length === 0) return;
    const visitSteps = (steps: readonly ProcessStep[], state?: ProcessState) => {
        for (const step of steps) {
            for (const call of calls.step) call(step, process, state);
            visitActions(step.actions, { part: process, cause: step.event }, calls);
        }
    };
    visitSteps(process.starts);
    visitSteps(process.anywhere);
    for (const state of process.states) visitSteps(state.steps, state);
    for (const state of process.states) {
        for (const timer of state.timers) {
            for (const call of calls.timer) call(timer, process, state);
            visitActions(timer.actions, { part: process }, calls);
        }
    }
}

function visitOutcome({ alternatives }: Outcome, place: Omit<OutputPlace, 'kind'>, { output: calls }: Calls): void {
    if (calls.length === 0) return;
    for (const parts of alternatives) {
        for (const part of parts) {
            if (part.kind === 'reject') continue;
            const whole = placeOf(place, part.kind);
            for (const call of calls) call(part, whole);
        }
    }
}

function visitActions(actions: readonly ProcessAction[], place: Omit<OutputPlace, 'kind'>, { output: calls }: Calls): void {
    if (calls.length === 0) return;
    for (const action of actions) {
        if (action.kind !== 'send') continue;
        const sent = placeOf(place, 'send');
        const undone = action.undo && placeOf(place, 'undo');
        for (const call of calls) {
            call(action, sent);
            if (undone) call(action.undo!, undone);
        }
    }
}

function placeOf({ part, cause }: Omit<OutputPlace, 'kind'>, kind: OutputPlace['kind']): OutputPlace {
    return cause ? { part, cause, kind } : { part, kind };
}
