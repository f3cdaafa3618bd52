import type { ExpressionType, Field, KeyedPart, Type } from './flow-model.js';

/** Says what written types are, and of which type a key is that has no field of its own. */
export interface TypeResolver {
    resolve(type: Type): ExpressionType | undefined;
    keyTypeOf(part: KeyedPart): ExpressionType | undefined;
    keyFieldOf(part: KeyedPart): Field | undefined;
}

/** Up to so many fields are looked through quicker than a table of them is made. */
const few = 16;

/**
 * The fields of something by name, with their types, in the order in which they are declared; where a name is declared twice the last one
 * counts. `undefined` as a type stands for one that does not resolve, and fits everything. Only types that are asked for are worked out.
 */
export class FieldTypes {
    private table: ReadonlyMap<string, Field> | undefined;

    /** @param part The part whose state the fields are: its key belongs to them. */
    constructor(
        private readonly resolver: TypeResolver | undefined,
        private readonly fields: readonly Field[],
        private readonly part?: KeyedPart,
    ) {}

    /** The fields of what has none, or of what is not known. */
    static none(): FieldTypes {
        return new FieldTypes(undefined, []);
    }

    get(name: string): ExpressionType | undefined {
        const field = this.declared(name);
        if (field) return this.resolver?.resolve(field.type);
        return this.isBareKey(name) ? this.resolver?.keyTypeOf(this.part!) : undefined;
    }

    has(name: string): boolean {
        return this.declared(name) !== undefined || this.isBareKey(name);
    }

    /** The declaration of a field; of a key that has none, that of the message which gives it its type. */
    declarationOf(name: string): Field | undefined {
        return this.declared(name) ?? (this.isBareKey(name) ? this.resolver?.keyFieldOf(this.part!) : undefined);
    }

    /** Where a field is declared: a key that has no field of its own where it is named, after `by`. */
    originOf(name: string): Field['origin'] | undefined {
        return this.declared(name)?.origin ?? (this.isBareKey(name) ? this.part!.keyOrigin : undefined);
    }

    names(): string[] {
        const names = new Set<string>();
        for (const { name } of this.fields) names.add(name);
        if (this.part) names.add(this.part.key);
        return [...names];
    }

    /** The types of all fields. */
    types(): (ExpressionType | undefined)[] {
        return this.names().map(name => this.get(name));
    }

    /** The same fields but one. */
    without(name: string): FieldTypes {
        return new FieldTypes(this.resolver, this.fields.filter(field => field.name !== name), this.part?.key === name ? undefined : this.part);
    }

    private isBareKey(name: string): boolean {
        return this.part?.key === name;
    }

    private declared(name: string): Field | undefined {
        const { fields } = this;
        if (fields.length > few) {
            this.table ??= new Map(fields.map(field => [field.name, field]));
            return this.table.get(name);
        }
        for (let index = fields.length - 1; index >= 0; index--) if (fields[index]!.name === name) return fields[index];
        return undefined;
    }
}
