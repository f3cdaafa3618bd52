import { FieldTypes } from './field-types.js';
import { primitiveNames } from './flow-model.js';
import type { Aggregate, EnumDeclaration, ExpressionType, Field, FlowModel, KeyedPart, Message, PrimitiveName, Projection, Type, TypeDeclaration } from './flow-model.js';
import { messagesById } from './by-id.js';
import { takenBy } from './taken-messages.js';

const noAliases: ReadonlySet<string> = new Set();

/** The expression types of primitive names, required and optional, each once for all: most fields are of these. */
export const primitiveTypes = Object.fromEntries(primitiveNames.map(name => [name, [false, true].map((optional): ExpressionType => Object.freeze({ kind: 'primitive', name, optional }))])) as Record<PrimitiveName, [ExpressionType, ExpressionType]>;

/** Finds what types are: aliases followed, named types with their fields. Built once a model. */
export class TypeIndex {
    private readonly types = new Map<string, TypeDeclaration>();
    private readonly enums = new Map<string, EnumDeclaration>();
    private readonly rows = new Map<string, Aggregate | Projection>();
    private readonly keyedParts = new Map<string, KeyedPart>();
    private readonly messages: ReadonlyMap<string, Message>;
    private readonly keyTypes = new Map<string, ExpressionType | undefined>();
    /** What was asked before: rules ask for the same again and again. */
    private readonly resolved = new Map<Type, ExpressionType | undefined>();

    constructor(model: FlowModel) {
        for (const type of model.types) this.types.set(type.id, type);
        for (const declaration of model.enums) this.enums.set(declaration.id, declaration);
        for (const parts of [model.projections, model.aggregates]) for (const part of parts) this.rows.set(part.id, part);
        for (const parts of [model.processes, model.projections, model.aggregates]) for (const part of parts) this.keyedParts.set(part.id, part);
        this.messages = messagesById(model);
    }

    message(id: string | undefined): Message | undefined {
        return id === undefined ? undefined : this.messages.get(id);
    }

    enum(id: string): EnumDeclaration | undefined {
        return this.enums.get(id);
    }

    /** An enum by the name written in `context`: short or qualified. */
    findEnum(name: string, context: string): EnumDeclaration | undefined {
        return this.enums.get(`${context}.${name}`) ?? this.enums.get(name);
    }

    /** The type behind the names that were given to it, with its bounds; undefined where a name does not resolve or goes round in a circle. */
    underlying(type: Type): Type | undefined {
        // Nearly all types are primitive, and rules ask for each of them.
        if (type.kind !== 'named') return type;
        const seen: string[] = [];
        let optional = type.optional;
        let current: Type = type;
        while (current.kind === 'named') {
            const target: string | undefined = current.reference.target;
            if (target === undefined || seen.includes(target)) return undefined;
            const alias: Type | undefined = this.types.get(target)?.alias;
            if (!alias) break;
            seen.push(target);
            current = alias;
            optional ||= current.optional;
        }
        return current.optional === optional ? current : { ...current, optional };
    }

    /** The fields of a type that was declared with fields. */
    declaredFields(id: string): readonly Field[] | undefined {
        const declaration = this.types.get(id);
        return declaration && !declaration.alias ? declaration.fields : undefined;
    }

    /** The name of a type that was declared with fields, or of a row: the tag by which unions tell its values apart. */
    recordName(id: string): string | undefined {
        const declaration = this.types.get(id);
        return declaration ? (declaration.alias ? undefined : declaration.name) : this.rows.get(id)?.name;
    }

    /** What a written type is in an expression; undefined where it does not resolve or goes round in a circle. */
    resolve(type: Type): ExpressionType | undefined {
        if (type.kind === 'primitive') return primitiveTypes[type.name][type.optional ? 1 : 0];
        let found = this.resolved.get(type);
        if (!found && !this.resolved.has(type)) this.resolved.set(type, found = this.resolveInside(type, noAliases));
        return found;
    }

    /** `aliases`: those on the way from the outside in, each of which would hold itself if it came again. */
    private resolveInside(type: Type, aliases: ReadonlySet<string>): ExpressionType | undefined {
        let optional = type.optional;
        let seen = aliases;
        for (let current: Type = type; ;) {
            optional ||= current.optional;
            switch (current.kind) {
                case 'primitive': return primitiveTypes[current.name][optional ? 1 : 0];
                case 'list': {
                    const element = this.resolveInside(current.element, seen);
                    return element && { kind: 'list', element, optional };
                }
                case 'map': {
                    const value = this.resolveInside(current.value, seen);
                    return value && { kind: 'map', value, optional };
                }
                case 'union': {
                    const alternatives = current.alternatives.map(alternative => this.resolveInside(alternative, seen));
                    if (!alternatives.every(alternative => alternative !== undefined)) return undefined;
                    return { kind: 'union', alternatives: alternatives.flatMap(alternative => (alternative.kind === 'union' ? alternative.alternatives : [alternative])), optional };
                }
                case 'named': {
                    const { target } = current.reference;
                    if (target === undefined || seen.has(target)) return undefined;
                    const alias = this.types.get(target)?.alias;
                    if (!alias) return { kind: 'named', target, optional };
                    seen = new Set([...seen, target]);
                    current = alias;
                }
            }
        }
    }

    /** The fields of a list by their names, with their types. */
    fieldTypes(fields: readonly Field[]): FieldTypes {
        return new FieldTypes(this, fields);
    }

    /** The fields of a named type, a projection's row or an aggregate's state; undefined of anything else. */
    fieldsOf(type: ExpressionType): FieldTypes | undefined {
        if (type.kind !== 'named') return undefined;
        const declaration = this.types.get(type.target);
        if (declaration) return this.fieldTypes(declaration.fields);
        const part = this.rows.get(type.target);
        return part && this.stateOf(part);
    }

    /** The projection or aggregate of an id. */
    row(id: string | undefined): Aggregate | Projection | undefined {
        return id === undefined ? undefined : this.rows.get(id);
    }

    /** The aggregate, projection or process of an id. */
    keyed(id: string): KeyedPart | undefined {
        return this.keyedParts.get(id);
    }

    /** What `state` has in a part: its key and its fields. */
    stateOf(part: KeyedPart): FieldTypes {
        return new FieldTypes(this, part.fields, part);
    }

    /** The type of a part's key: that of the field of this name in the first message that the part takes. */
    keyTypeOf(part: { id: string; key: string }): ExpressionType | undefined {
        if (!this.keyTypes.has(part.id)) this.keyTypes.set(part.id, this.findKeyType(part));
        return this.keyTypes.get(part.id);
    }

    /** The field of a part's key in the first message that the part takes. */
    keyFieldOf({ id, key }: { id: string; key: string }): Field | undefined {
        const part = this.keyed(id);
        for (const { reference: { target } } of part ? takenBy(part) : []) {
            const field = this.message(target)?.fields.find(({ name }) => name === key);
            if (field) return field;
        }
        return undefined;
    }

    private findKeyType(part: { id: string; key: string }): ExpressionType | undefined {
        const field = this.keyFieldOf(part);
        return field && this.resolve(field.type);
    }
}

/** True where a value of `from` may stand where `to` is expected; what is unknown fits everything. */
export function isAssignable(from: ExpressionType | undefined, to: ExpressionType | undefined): boolean {
    if (!from || !to) return true;
    if (from.optional && !to.optional) return false;
    if (from.kind === 'null') return to.optional;
    if (to.kind === 'primitive' && to.name === 'json') return true;
    if (to.kind === 'union') {
        if (from.kind !== 'union') return to.alternatives.some(other => isAssignable({ ...from, optional: false } as ExpressionType, other));
        return from.alternatives.every(one => to.alternatives.some(other => isAssignable(one, other) && !becomesUnion(one, other)));
    }
    switch (from.kind) {
        case 'primitive': return to.kind === 'primitive' && (from.name === to.name || widens(from.name, to.name));
        case 'named': return to.kind === 'named' && from.target === to.target;
        case 'list': return to.kind === 'list' && isAssignable(from.element, to.element);
        case 'map': return to.kind === 'map' && isAssignable(from.value, to.value);
        case 'union': return false;
    }
}

/** True where the items of a list or the values of a map become one of several types; of a value that is a list or a map or something else, nobody could say which ones. */
function becomesUnion(from: ExpressionType, to: ExpressionType): boolean {
    if (from.kind === 'list' && to.kind === 'list') return becomesUnion(from.element, to.element);
    if (from.kind === 'map' && to.kind === 'map') return becomesUnion(from.value, to.value);
    return to.kind === 'union' && from.kind !== 'union';
}

/** An `int` is a `long`, and either is a `float` or a `decimal` without loss in the ranges that they have. */
function widens(from: string, to: string): boolean {
    return (from === 'int' && (to === 'long' || to === 'float')) || (from === 'long' && to === 'float');
}

/** True where a field is carried over: the same type, or one that always fits, on the wire without a change. */
export function isCarried(from: ExpressionType | undefined, to: ExpressionType | undefined): boolean {
    return from !== undefined && to !== undefined && isAssignable(from, to);
}

/** A type as a specification would write it. */
export function describeType(type: ExpressionType | undefined): string {
    if (!type) return 'unknown';
    const mark = type.optional && type.kind !== 'null' ? '?' : '';
    switch (type.kind) {
        case 'primitive': return `${type.name}${mark}`;
        case 'named': return `${type.target}${mark}`;
        case 'list': return `${describeType(type.element)}[]${mark}`;
        case 'map': return `map<${describeType(type.value)}>${mark}`;
        case 'union': return type.alternatives.map(describeType).join(' or ') + mark;
        case 'null': return 'null';
    }
}
