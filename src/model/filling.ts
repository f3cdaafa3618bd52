import { FieldTypes } from './field-types.js';
import type { Aggregate, Expression, FieldFilling, FlowModel, Message, MessageOutput, Outcome, Process, ProcessAction, Query, Reference, Service } from './flow-model.js';
import { stepsOf } from './processes/process-steps.js';
import { isCarried, TypeIndex } from './type-index.js';

/** A part that tells messages; a projection tells none. */
export type FillingPart = Service | Aggregate | Process;

/** Where the fields of an outgoing message may come from, in the order in which they are tried. */
interface Sources {
    message: FieldTypes;
    state: FieldTypes;
    key?: string;
    /** Fields that the message may leave out, and whose last value the state then still has. */
    kept?: ReadonlySet<string>;
}

const nothing = FieldTypes.none();

/**
 * Works out for every outgoing message how each of its fields is filled, and for every handler whether code has to
 * decide: because the specification says so, leaves a choice open, or leaves a field unfilled.
 */
export function fillOutputs(model: FlowModel): void {
    const types = new TypeIndex(model);
    for (const parts of [model.services, model.aggregates, model.processes]) for (const part of parts) fillPart(part, types);
}

/**
 * The same for one part. What comes out depends on the part, on the messages that it takes and tells, and on what the names of types
 * stand for that were given to others.
 */
export function fillPart(part: FillingPart, types: TypeIndex): void {
    switch (part.kind) {
        case 'service': return fillService(part, types);
        case 'aggregate': return fillAggregate(part, types);
        case 'process': return fillProcess(part, types);
    }
}

function fillService(service: Service, types: TypeIndex): void {
    for (const handling of service.handles) {
        const sources = { message: messageFields(handling.command, types), state: nothing };
        for (const { outcome } of handling.branches) fillOutcome(outcome, sources, types);
        // A service handles a command by doing work in the world, which only code can, whatever it tells afterwards.
        handling.codeDecides = true;
    }
    for (const reaction of service.reactions) {
        if (reaction.outcome) fillOutcome(reaction.outcome, { message: messageFields(reaction.event, types), state: nothing }, types);
        reaction.codeDecides = reaction.byCode || !reaction.outcome || leavesOpen(reaction.outcome);
    }
    for (const schedule of service.schedules) {
        fillOutcome(schedule.outcome, { message: nothing, state: nothing }, types);
        schedule.codeDecides = leavesOpen(schedule.outcome);
    }
}

function fillAggregate(aggregate: Aggregate, types: TypeIndex): void {
    const state = types.stateOf(aggregate);
    for (const handling of aggregate.handles) {
        const sources = { message: fieldsFor(aggregate, handling.command, handling.key, types), state, key: aggregate.key };
        for (const { outcome } of handling.branches) fillOutcome(outcome, sources, types);
        handling.codeDecides = handling.byCode || handling.branches.length === 0 || handling.branches.some(({ outcome }) => leavesOpen(outcome));
    }
}

function fillProcess(process: Process, types: TypeIndex): void {
    const state = types.stateOf(process);
    for (const { event, key, actions } of stepsOf(process)) {
        const kept = new Set(rememberedFields(process, types.message(event.target), types).filter(({ optional }) => optional).map(({ name }) => name));
        fillActions(actions, { message: fieldsFor(process, event, key, types), state, key: process.key, kept }, types);
    }
    for (const { timers } of process.states) {
        for (const { actions } of timers) fillActions(actions, { message: nothing, state, key: process.key }, types);
    }
}

function messageFields({ target }: Reference, types: TypeIndex): FieldTypes {
    return types.fieldTypes(types.message(target)?.fields ?? []);
}

/** Where an expression says which instance a message is for, its field of the key's name may be about another. */
function fieldsFor(part: Aggregate | Process, message: Reference, key: Expression | undefined, types: TypeIndex): FieldTypes {
    const fields = messageFields(message, types);
    return key ? fields.without(part.key) : fields;
}

/**
 * What a process takes over from an event: the fields of the same name and type, its key excepted. `optional`: the event
 * may leave it out, and the process then keeps what it remembered.
 */
export function rememberedFields(process: Process, event: Message | undefined, types: TypeIndex): { name: string; optional: boolean }[] {
    const given = types.fieldTypes(event?.fields ?? []);
    const remembered = types.fieldTypes(process.fields);
    return remembered.names().flatMap(name => {
        const own = remembered.get(name);
        const type = given.get(name);
        return name !== process.key && type && isCarried(type, own && { ...own, optional: true }) ? [{ name, optional: type.optional }] : [];
    });
}

function fillOutcome(outcome: Outcome, sources: Sources, types: TypeIndex): void {
    for (const part of outcome.alternatives.flat()) {
        if (part.kind !== 'reject') fill(part, sources, types);
    }
}

function fillActions(actions: ProcessAction[], sources: Sources, types: TypeIndex): void {
    for (const action of actions) {
        if (action.kind !== 'send') continue;
        fill(action, sources, types);
        // An undo may run long after the message that led to it is gone: it has the state alone.
        if (action.undo) fill(action.undo, { ...sources, message: nothing }, types);
    }
}

function fill(output: MessageOutput, sources: Sources, types: TypeIndex): void {
    const message = types.message(output.message.target);
    if (!message) return;
    const assigned = new Set(output.assignments.map(({ field }) => field));
    output.filling = message.fields.map(({ name, type, default: standard }): FieldFilling => {
        const expected = types.resolve(type);
        if (assigned.has(name)) return { field: name, from: 'assignment' };
        const inState = sources.state.has(name) && isCarried(sources.state.get(name), expected);
        if (sources.message.has(name) && isCarried(sources.message.get(name), expected) && !(inState && sources.kept?.has(name))) return { field: name, from: 'message' };
        if (name === sources.key) return { field: name, from: 'key' };
        if (inState) return { field: name, from: 'state' };
        if (output.byCode) return { field: name, from: 'code' };
        if (standard) return { field: name, from: 'default' };
        return { field: name, from: expected?.optional ? 'optional' : 'code' };
    });
}

/** True where the specification alone cannot make the outcome. */
function leavesOpen({ alternatives }: Outcome): boolean {
    if (alternatives.length !== 1) return true;
    return alternatives[0]!.some(part => part.kind !== 'reject'
        && (part.many || part.optional || part.byCode || part.filling.some(({ from }) => from === 'code')));
}

/** True where code supplies a field of the message. */
export function needsCode({ byCode, filling }: MessageOutput): boolean {
    return byCode || filling.some(({ from }) => from === 'code');
}

/** True where a query's answer is rows of its projection: some, the first, or one that may be missing. */
export function answersFromRows({ result }: Query, projection: string, types: TypeIndex): boolean {
    const type = types.resolve(result);
    return (type?.kind === 'named' && type.target === projection) || (type?.kind === 'list' && type.element.kind === 'named' && type.element.target === projection);
}
