import { stepsOf } from '../model/process-steps.js';
import type {
    Actor, Aggregate, Broker, Channel, Context, EnumDeclaration, Evolution, Field, FlowModel, Handling, Message, MessageOutput, Origin, Outcome, Part, Process, ProcessAction, ProcessState,
    ProcessStep, Projection, Query, Reaction, Schedule, Service, Timer, TypeDeclaration,
} from '../model/flow-model.js';

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

/** What a rule wants to be called with, element by element. */
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

/** Calls visitors with every element of a model, in one walk in the order of the specification. */
export function walk(model: FlowModel, visitors: readonly Visitor[]): void {
    const listening = <Name extends keyof Visitor>(name: Name) => visitors.filter(visitor => visitor[name] !== undefined) as (Visitor & Required<Pick<Visitor, Name>>)[];
    const fieldVisitors = listening('field');
    const fields = (list: readonly Field[], owner: FieldOwner) => {
        for (const field of list) for (const visitor of fieldVisitors) visitor.field(field, owner);
    };
    const each = <Element>(elements: readonly Element[], interested: readonly Visitor[], call: (visitor: Visitor, element: Element) => void, inside?: (element: Element) => void) => {
        if (interested.length === 0 && !inside) return;
        for (const element of elements) {
            for (const visitor of interested) call(visitor, element);
            inside?.(element);
        }
    };
    const hasFieldVisitors = fieldVisitors.length > 0;
    const parts = new PartWalk(listening);
    each(model.brokers, listening('broker'), (visitor, element) => visitor.broker!(element));
    each(model.contexts, listening('context'), (visitor, element) => visitor.context!(element));
    each(model.messages, listening('message'), (visitor, element) => visitor.message!(element), hasFieldVisitors ? element => fields(element.fields, { kind: 'message', element }) : undefined);
    each(model.queries, listening('query'), (visitor, element) => visitor.query!(element), hasFieldVisitors ? element => fields(element.parameters, { kind: 'query', element }) : undefined);
    each(model.types, listening('type'), (visitor, element) => visitor.type!(element), hasFieldVisitors ? element => fields(element.fields, { kind: 'type', element }) : undefined);
    each(model.enums, listening('enum'), (visitor, element) => visitor.enum!(element));
    each(model.channels, listening('channel'), (visitor, element) => visitor.channel!(element));
    each(model.services, listening('service'), (visitor, element) => visitor.service!(element), element => parts.service(element));
    each(model.aggregates, listening('aggregate'), (visitor, element) => visitor.aggregate!(element), element => {
        fields(element.fields, { kind: 'state', element });
        parts.aggregate(element);
    });
    each(model.projections, listening('projection'), (visitor, element) => visitor.projection!(element), element => {
        fields(element.fields, { kind: 'state', element });
        parts.projection(element);
    });
    each(model.processes, listening('process'), (visitor, element) => visitor.process!(element), element => {
        fields(element.fields, { kind: 'state', element });
        parts.process(element);
    });
    each(model.actors, listening('actor'), (visitor, element) => visitor.actor!(element));
}

type Listening = <Name extends keyof Visitor>(name: Name) => (Visitor & Required<Pick<Visitor, Name>>)[];

class PartWalk {
    private readonly parts;
    private readonly handlings;
    private readonly reactions;
    private readonly schedules;
    private readonly evolutions;
    private readonly steps;
    private readonly timers;
    private readonly outputs;

    constructor(listening: Listening) {
        this.parts = listening('part');
        this.handlings = listening('handling');
        this.reactions = listening('reaction');
        this.schedules = listening('schedule');
        this.evolutions = listening('evolution');
        this.steps = listening('step');
        this.timers = listening('timer');
        this.outputs = listening('output');
    }

    service(service: Service): void {
        for (const visitor of this.parts) visitor.part(service);
        this.handle(service);
        for (const reaction of service.reactions) {
            for (const visitor of this.reactions) visitor.reaction(reaction, service);
            if (reaction.outcome) this.outcome(reaction.outcome, { part: service, cause: reaction.event });
        }
        for (const schedule of service.schedules) {
            for (const visitor of this.schedules) visitor.schedule(schedule, service);
            this.outcome(schedule.outcome, { part: service });
        }
    }

    aggregate(aggregate: Aggregate): void {
        for (const visitor of this.parts) visitor.part(aggregate);
        this.handle(aggregate);
        for (const evolution of aggregate.evolutions) for (const visitor of this.evolutions) visitor.evolution(evolution, aggregate);
    }

    projection(projection: Projection): void {
        for (const visitor of this.parts) visitor.part(projection);
        for (const evolution of projection.evolutions) for (const visitor of this.evolutions) visitor.evolution(evolution, projection);
    }

    process(process: Process): void {
        for (const visitor of this.parts) visitor.part(process);
        const stateOf = new Map(process.states.flatMap(state => state.steps.map(step => [step, state])));
        for (const step of stepsOf(process)) {
            for (const visitor of this.steps) visitor.step(step, process, stateOf.get(step));
            this.actions(step.actions, { part: process, cause: step.event });
        }
        for (const state of process.states) {
            for (const timer of state.timers) {
                for (const visitor of this.timers) visitor.timer(timer, process, state);
                this.actions(timer.actions, { part: process });
            }
        }
    }

    private handle(part: Service | Aggregate): void {
        for (const handling of part.handles) {
            for (const visitor of this.handlings) visitor.handling(handling, part);
            for (const { outcome } of handling.branches) this.outcome(outcome, { part, cause: handling.command });
        }
    }

    private outcome({ alternatives }: Outcome, place: Omit<OutputPlace, 'kind'>): void {
        if (this.outputs.length === 0) return;
        for (const part of alternatives.flat()) {
            if (part.kind === 'reject') continue;
            for (const visitor of this.outputs) visitor.output(part, { ...place, kind: part.kind });
        }
    }

    private actions(actions: readonly ProcessAction[], place: Omit<OutputPlace, 'kind'>): void {
        for (const action of actions) {
            if (action.kind !== 'send') continue;
            for (const visitor of this.outputs) {
                visitor.output(action, { ...place, kind: 'send' });
                if (action.undo) visitor.output(action.undo, { ...place, kind: 'undo' });
            }
        }
    }
}
