import type {
    Actor, Aggregate, Broker, Channel, Context, EnumDeclaration, Evolution, Field, FlowModel, Handling, Message, MessageOutput, Origin, Outcome, Part, Process, ProcessAction, ProcessState,
    ProcessStep, Projection, Query, Reaction, Schedule, Service, Timer, TypeDeclaration,
} from './flow-model.js';
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
    walk(model, [{ output: (output, place) => void found.push({ output, place }) }]);
    return found;
});

/** Calls visitors with every element of a model, in one walk in the order of the specification. */
export function walk(model: FlowModel, visitors: readonly Visitor[]): void {
    const calls = Object.fromEntries(names.map(name => [name, visitors.flatMap(visitor => visitor[name]?.bind(visitor) ?? [])])) as unknown as Calls;
    each(model.brokers, calls.broker);
    each(model.contexts, calls.context);
    for (const element of calls.message.length > 0 || calls.field.length > 0 ? model.messages : []) {
        for (const call of calls.message) call(element);
        visitFields(element.fields, { kind: 'message', element }, calls);
    }
    for (const element of model.queries) {
        for (const call of calls.query) call(element);
        visitFields(element.parameters, { kind: 'query', element }, calls);
    }
    for (const element of model.types) {
        for (const call of calls.type) call(element);
        visitFields(element.fields, { kind: 'type', element }, calls);
    }
    each(model.enums, calls.enum);
    each(model.channels, calls.channel);
    for (const service of model.services) {
        for (const call of calls.service) call(service);
        visitService(service, calls);
    }
    for (const element of model.aggregates) {
        for (const call of calls.aggregate) call(element);
        visitFields(element.fields, { kind: 'state', element }, calls);
        for (const call of calls.part) call(element);
        visitHandlings(element, calls);
        visitEvolutions(element, calls);
    }
    for (const element of model.projections) {
        for (const call of calls.projection) call(element);
        visitFields(element.fields, { kind: 'state', element }, calls);
        for (const call of calls.part) call(element);
        visitEvolutions(element, calls);
    }
    for (const element of model.processes) {
        for (const call of calls.process) call(element);
        visitFields(element.fields, { kind: 'state', element }, calls);
        visitProcess(element, calls);
    }
    each(model.actors, calls.actor);
}

function each<Element>(elements: readonly Element[], calls: readonly ((element: Element) => void)[]): void {
    if (calls.length === 0) return;
    for (const element of elements) for (const call of calls) call(element);
}

function visitFields(fields: readonly Field[], owner: FieldOwner, { field: calls }: Calls): void {
    if (calls.length === 0) return;
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
        const undone = placeOf(place, 'undo');
        for (const call of calls) {
            call(action, sent);
            if (action.undo) call(action.undo, undone);
        }
    }
}

function placeOf({ part, cause }: Omit<OutputPlace, 'kind'>, kind: OutputPlace['kind']): OutputPlace {
    return cause ? { part, cause, kind } : { part, kind };
}
