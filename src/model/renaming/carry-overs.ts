import { fillOutputs, rememberedFields } from '../filling.js';
import type { Field, FlowModel, KeyedPart, MessageOutput, Origin, PathRoot } from '../flow-model.js';
import { placeKey } from './name-uses.js';
import { stepsOf } from '../processes/process-steps.js';
import { takenBy } from '../taken-messages.js';
import { isCarried, TypeIndex } from '../type-index.js';
import { outputsIn } from '../walk.js';

/** A field, as far as carrying over is concerned. */
export interface CarriedField {
    name: string;
    /** Where it is declared. */
    origin: Origin;
}

/** A value that gets from one field into another because both have one name, without a word of the specification for it. */
export interface CarryOver {
    /**
     * What takes the value over: a message that goes out, a process that remembers what an event says, a message that was
     * brought up from an older version, a part that finds its instance by the key in a message.
     */
    kind: 'output' | 'remembered' | 'upcast' | 'key';
    /** Where it happens: of an upcast at its keyword, of all else where the message is named. */
    place: Origin;
    target: CarriedField;
    source: CarriedField & { root: PathRoot };
    /** What has the two fields, for messages. */
    targetOwner: string;
    sourceOwner: string;
}

/** All values of a model that are carried over by name. */
export function findCarryOvers(model: FlowModel): CarryOver[] {
    return new CarryOverFinder(model).find();
}

/** A copy of a model in which what is declared at `declarations` has another name, and all that follows from names is worked out anew. */
export function renameInModel(model: FlowModel, declarations: Origin[], newName: string): FlowModel {
    const copy = structuredClone(model);
    const renamed = new Set(declarations.map(placeKey));
    const isRenamed = ({ origin }: CarriedField) => renamed.has(placeKey(origin));
    const types = new TypeIndex(copy);
    const parts = keyedParts(copy);
    // Assignments follow the field that they fill; this has to be seen before any name is another.
    for (const { output } of outputsIn(copy)) renameAssignments(output, types.message(output.message.target)?.fields.filter(isRenamed) ?? [], newName);
    for (const message of copy.messages) for (const upcast of message.upcasts) renameAssignments(upcast, message.fields.filter(isRenamed), newName);
    for (const part of parts) {
        const own = part.fields.find(({ name }) => name === part.key)?.origin ?? part.keyOrigin;
        if (renamed.has(placeKey(own))) part.key = newName;
    }
    const fields = [copy.messages, copy.types, parts].flatMap(owners => owners.flatMap(({ fields: own }) => own));
    for (const field of [...fields, ...copy.queries.flatMap(({ parameters }) => parameters)]) if (isRenamed(field)) field.name = newName;
    fillOutputs(copy);
    return copy;
}

function renameAssignments({ assignments }: Pick<MessageOutput, 'assignments'>, fields: Field[], newName: string): void {
    for (const assignment of assignments) if (fields.some(({ name }) => name === assignment.field)) assignment.field = newName;
}

function keyedParts(model: FlowModel): KeyedPart[] {
    return [...model.aggregates, ...model.projections, ...model.processes];
}

class CarryOverFinder {
    private readonly types: TypeIndex;

    constructor(private readonly model: FlowModel) {
        this.types = new TypeIndex(model);
    }

    find(): CarryOver[] {
        return [...this.outputs(), ...this.remembered(), ...this.upcasts(), ...this.keys()];
    }

    private *outputs(): Generator<CarryOver> {
        for (const { output, place: { part, cause, kind } } of outputsIn(this.model)) {
            // What takes a step back is sent when the message that led to it is gone.
            const incoming = kind === 'undo' ? undefined : this.types.message(cause?.target);
            const message = this.types.message(output.message.target);
            for (const { field, from } of output.filling) {
                const target = message?.fields.find(({ name }) => name === field);
                if (!message || !target) continue;
                const common = { kind: 'output' as const, place: output.message.origin, target, targetOwner: message.name };
                if (from === 'message' && incoming) {
                    const source = incoming.fields.findLast(({ name }) => name === field);
                    if (source) yield { ...common, source: { name: field, origin: source.origin, root: incoming.kind }, sourceOwner: incoming.name };
                } else if ((from === 'state' || from === 'key') && part.kind !== 'service') {
                    const origin = this.types.stateOf(part).originOf(field);
                    if (origin) yield { ...common, source: { name: field, origin, root: 'state' }, sourceOwner: part.name };
                }
            }
        }
    }

    private *remembered(): Generator<CarryOver> {
        for (const process of this.model.processes) {
            for (const { event } of stepsOf(process)) {
                const message = this.types.message(event.target);
                for (const { name } of rememberedFields(process, message, this.types)) {
                    const target = process.fields.findLast(field => field.name === name);
                    const source = message?.fields.findLast(field => field.name === name);
                    if (message && target && source) {
                        yield { kind: 'remembered', place: event.origin, target, source: { name, origin: source.origin, root: 'event' }, targetOwner: process.name, sourceOwner: message.name };
                    }
                }
            }
        }
    }

    private *upcasts(): Generator<CarryOver> {
        const versions = new Map(this.model.messages.map(message => [`${message.context}.${message.name}@${message.version}`, message]));
        for (const message of this.model.messages) {
            for (const { from, assignments, origin: place } of message.upcasts) {
                const older = versions.get(`${message.context}.${message.name}@${from}`);
                if (!older || older === message) continue;
                const given = this.types.fieldTypes(older.fields);
                for (const target of message.fields) {
                    const source = older.fields.findLast(({ name }) => name === target.name);
                    if (!source || assignments.some(({ field }) => field === target.name) || !isCarried(given.get(target.name), this.types.resolve(target.type))) continue;
                    const version = `version ${older.version} of '${older.name}'`;
                    yield { kind: 'upcast', place, target, source: { name: source.name, origin: source.origin, root: message.kind }, targetOwner: message.name, sourceOwner: version };
                }
            }
        }
    }

    private *keys(): Generator<CarryOver> {
        for (const part of keyedParts(this.model)) {
            const origin = part.fields.findLast(({ name }) => name === part.key)?.origin ?? part.keyOrigin;
            for (const { reference: { target: id, origin: place }, key } of takenBy(part)) {
                const message = key ? undefined : this.types.message(id);
                const source = message?.fields.findLast(({ name }) => name === part.key);
                if (!message || !source) continue;
                yield { kind: 'key', place, target: { name: part.key, origin }, source: { name: part.key, origin: source.origin, root: message.kind }, targetOwner: part.name, sourceOwner: message.name };
            }
        }
    }
}
