import type { Field, FlowModel, PrimitiveName, Type } from '../../model/flow-model.js';
import { camelCase, pascalCase, wordsOf } from '../../model/names.js';
import type { TypeIndex } from '../../model/type-index.js';
import { identifier } from './naming.js';

/** Ids as plain texts, or each kind of them as a type of its own. */
export type IdTypes = 'plain' | 'branded';

/** A type of its own that ids of one kind have in generated code. */
export interface Brand {
    /** `OrderId`. */
    type: string;
    /** The function that makes one of a text: `orderId`. */
    maker: string;
    /** Fields, and names that were given to types. */
    bearers: Bearer[];
}

interface Bearer {
    name: string;
    type: IdType;
}

type IdType = Type & { kind: 'primitive' };

/**
 * Which ids have a type of their own: keys, what else is a `uuid` and called `…Id`, names that were given to `uuid`, and those
 * given to a `string` that is a key somewhere. Of the same name and the same primitive type, they are one kind of id.
 */
export class Brands {
    readonly all: Brand[] = [];
    /** What the module with these types is imported as. */
    readonly namespace: string;
    private readonly byType = new Map<Type, Brand>();
    private readonly byKind = new Map<string, Brand>();
    private readonly aliases = new Map<string, Type>();

    constructor(
        private readonly model: FlowModel,
        private readonly types: TypeIndex,
        ids: IdTypes,
    ) {
        for (const { id, alias } of model.types) if (alias) this.aliases.set(id, alias);
        this.namespace = freeName('ids', model);
        if (ids === 'branded') this.findAll();
    }

    /** The brand of ids of this type, whatever names were given to it. */
    of(type: Type): Brand | undefined {
        const own = this.byType.get(type);
        if (own) return own;
        const alias = this.aliasOf(type);
        return alias && this.of(alias);
    }

    /** The brand that is written in this very place; elsewhere it is written where the name of the type is declared. */
    writtenIn(type: Type): Brand | undefined {
        return this.byType.get(type);
    }

    /** Whether values of this type are ids with a brand, or hold some without a named type around them. */
    isBranded(type: Type): boolean {
        if (this.all.length === 0) return false;
        if (this.of(type)) return true;
        const alias = this.aliasOf(type);
        if (alias) return this.isBranded(alias);
        switch (type.kind) {
            case 'list': return this.isBranded(type.element);
            case 'map': return this.isBranded(type.value);
            case 'union': return type.alternatives.some(alternative => this.isBranded(alternative));
            case 'primitive': case 'named': return false;
        }
    }

    /** A text that two types share where TypeScript sees the same in both. */
    signature(type: Type): string {
        const brand = this.of(type);
        if (brand) return brand.type;
        const alias = this.aliasOf(type);
        if (alias) return this.signature(alias);
        const inside = (inner: Type) => `${this.signature(inner)}${inner.optional ? '?' : ''}`;
        switch (type.kind) {
            case 'primitive': return `:${typeScriptName(type.name)}`;
            case 'named': return `.${type.reference.target}`;
            case 'list': return `[${inside(type.element)}]`;
            case 'map': return `{${inside(type.value)}}`;
            case 'union': return `(${type.alternatives.map(inside).join('|')})`;
        }
    }

    /** The type without any brand. */
    plain(type: Type): Type {
        const alias = this.aliasOf(type);
        if (alias && this.isBranded(type)) return { ...this.plain(alias), optional: type.optional };
        switch (type.kind) {
            case 'primitive': return { ...type };
            case 'list': return { ...type, element: this.plain(type.element) };
            case 'map': return { ...type, value: this.plain(type.value) };
            case 'union': return { ...type, alternatives: type.alternatives.map(alternative => this.plain(alternative)) };
            case 'named': return type;
        }
    }

    private aliasOf(type: Type): Type | undefined {
        return type.kind === 'named' ? this.aliases.get(type.reference.target ?? '') : undefined;
    }

    private findAll(): void {
        const { messages, aggregates, projections, processes, types } = this.model;
        const keys = new Set<Field>(messages.flatMap(({ fields }) => fields.filter(({ role }) => role === 'key')));
        for (const part of [...aggregates, ...projections, ...processes]) {
            const field = part.fields.find(({ name }) => name === part.key) ?? this.types.keyFieldOf(part);
            if (field) keys.add(field);
        }
        const keyAliases = new Set<string>();
        const kinds = new Set<string>();
        for (const { name, type } of keys) {
            for (let current: Type | undefined = type; current?.kind === 'named'; current = this.aliasOf(current)) keyAliases.add(current.reference.target ?? '');
            if (isId(type)) kinds.add(kindOf(name, type));
        }
        const fields = fieldsOf(this.model);
        for (const { name, type } of fields) if (isId(type) && type.name === 'uuid' && isCalledId(name)) kinds.add(kindOf(name, type));
        for (const { id, name, alias } of types) {
            if (alias && isId(alias) && (alias.name === 'uuid' || keyAliases.has(id) || kinds.has(kindOf(name, alias)))) kinds.add(kindOf(name, alias));
        }
        for (const { name, type } of fields) if (isId(type)) this.add({ name, type }, kinds);
        for (const { name, alias } of types) if (alias && isId(alias)) this.add({ name, type: alias }, kinds);
    }

    private add(bearer: Bearer, kinds: ReadonlySet<string>): void {
        const { name, type } = bearer;
        const kind = kindOf(name, type);
        if (!kinds.has(kind)) return;
        let brand = this.byKind.get(kind);
        if (!brand) {
            const wanted = /^[\p{L}_$]/u.test(pascalCase(name)) ? pascalCase(name) : `Id${pascalCase(name)}`;
            let free = wanted;
            for (let number = 1; this.all.some(({ type: taken }) => taken === free); number++) free = number === 1 ? `${wanted}${pascalCase(type.name)}` : `${wanted}${number}`;
            brand = { type: identifier(free), maker: identifier(free.charAt(0).toLowerCase() + free.slice(1)), bearers: [] };
            this.all.push(brand);
            this.byKind.set(kind, brand);
        }
        brand.bearers.push(bearer);
        this.byType.set(type, brand);
    }
}

function fieldsOf({ messages, types, queries, aggregates, projections, processes }: FlowModel): Field[] {
    return [...[...messages, ...types, ...aggregates, ...projections, ...processes].flatMap(({ fields }) => fields), ...queries.flatMap(({ parameters }) => parameters)];
}

function isId(type: Type): type is IdType {
    return type.kind === 'primitive' && (type.name === 'uuid' || type.name === 'string');
}

/** `customerId`, but not `id`, which says of nothing what it is the id of. */
function isCalledId(name: string): boolean {
    const words = wordsOf(name);
    return words.length > 1 && words.at(-1)!.toLowerCase() === 'id';
}

/** Two of a kind are ids of the same things. */
function kindOf(name: string, type: IdType): string {
    return `${pascalCase(name)}: ${type.name}`;
}

function typeScriptName(name: PrimitiveName): string {
    switch (name) {
        case 'int': case 'long': case 'float': return 'number';
        case 'boolean': case 'json': return name;
        default: return 'string';
    }
}

/** A name that nothing of the model has, so that it may be imported anywhere. */
function freeName(wanted: string, model: FlowModel): string {
    const elements = [model.contexts, model.messages, model.queries, model.types, model.enums, model.services, model.aggregates, model.projections, model.processes].flat();
    const taken = new Set([...elements, ...fieldsOf(model)].map(({ name }) => camelCase(name)));
    let free = wanted;
    while (taken.has(free)) free = `${free}_`;
    return free;
}
