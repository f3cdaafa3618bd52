import randexp from 'randexp';
import type { Bounds, Field, FlowModel, Type, TypeDeclaration, EnumDeclaration, Projection } from '../../model/flow-model.js';
import { wordsOf } from '../../model/names.js';
import { makeUuid } from '../../runtime/identifiers.js';
import type { Random } from '../../runtime/random.js';
import { formats } from '../../model/formats.js';

/** randexp is a CommonJS module without types of its own for ECMAScript modules. */
const RandomExpression = randexp as unknown as new (pattern: RegExp) => {
    max: number;
    randInt: (from: number, to: number) => number;
    defaultRange: { subtract(from: number, to: number): unknown };
    gen(): string;
};

/** How deep types may contain each other before lists stay empty and what is optional is left out. */
const deepest = 5;

const people = ['Ada Example', 'Grace Sample', 'Edsger Muster', 'Barbara Modèle', 'Alan Voorbeeld'];
const words = ['amber', 'birch', 'cedar', 'delta', 'ember', 'fjord', 'grove', 'harbour', 'island', 'juniper', 'kestrel', 'lagoon', 'meadow', 'north', 'orchard', 'pebble', 'quartz', 'river', 'summit', 'tundra'];

/** Texts for fields by the last word of their name, where plain words would look odd. */
const byName: Readonly<Record<string, readonly string[]>> = {
    name: people, recipient: people, customer: people,
    currency: ['EUR', 'GBP', 'USD'], country: ['NL', 'DE', 'FR'], city: ['Amsterdam', 'Lisbon', 'Turku'], street: ['1 Canal Street', '8 Mill Lane'],
    email: ['ada@example.org', 'grace@example.org', 'edsger@example.org'], login: ['ada', 'grace', 'edsger'], symbol: ['ACME', 'INIT', 'GLOB'], carrier: ['post', 'courier'],
    phone: ['+31 20 555 0100'], url: ['https://example.org/'], version: ['1.0.0', '1.1.0', '2.0.0'], unit: ['celsius', 'percent'],
};

/** Makes values that are valid for the types of a model; from the same source of numbers, the same values. */
export class SampleData {
    private readonly named = new Map<string, TypeDeclaration | EnumDeclaration | Projection>();
    /** What has been seen under a field's name, so that messages speak of the same things. */
    private readonly known = new Map<string, unknown[]>();
    /** Which value of an enum comes next, by enum and field. */
    private readonly turns = new Map<string, number>();

    constructor(
        model: FlowModel,
        private readonly random: Random,
        private readonly now: () => number,
    ) {
        for (const element of [...model.types, ...model.enums, ...model.projections]) this.named.set(element.id, element);
    }

    /** Takes note of the identifiers in a message, wherever in it they stand. */
    remember(data: object): void {
        for (const [name, value] of Object.entries(data)) {
            if (Array.isArray(value)) for (const item of value) if (typeof item === 'object' && item !== null) this.remember(item);
            if (typeof value === 'object' && value !== null && !Array.isArray(value)) this.remember(value);
            if (typeof value !== 'string' && typeof value !== 'number') continue;
            const values = this.known.get(name) ?? [];
            if (!values.includes(value)) this.known.set(name, [...values.slice(-199), value]);
        }
    }

    /** Values seen under a name, in the order in which they came. */
    seen(name: string): readonly unknown[] {
        return this.known.get(name) ?? [];
    }

    /** An object with these fields; `given` values are taken as they are. */
    object(fields: readonly Field[], given: Readonly<Record<string, unknown>> = {}, depth = 0): Record<string, unknown> {
        const result: Record<string, unknown> = {};
        for (const field of fields) {
            const value = Object.hasOwn(given, field.name) ? given[field.name] : this.field(field, depth);
            if (value !== undefined) result[field.name] = value;
        }
        return result;
    }

    /** A value for a field, or undefined for one that is left out. */
    field(field: Field, depth = 0): unknown {
        if (this.isOptional(field.type) && (depth >= deepest || this.random.next() < 0.3)) return undefined;
        const format = this.isText(field.type) ? field.annotations.find(({ name }) => name === 'format')?.arguments[0]?.value : undefined;
        const form = typeof format === 'string' ? formats[format] : undefined;
        // An example that contradicts the field's format is none.
        const examples = field.annotations.filter(({ name }) => name === 'example').flatMap(annotation => annotation.arguments.map(({ value }) => value))
            .filter(value => !form || form.test(String(value)));
        if (examples.length > 0 && field.type.kind === 'primitive') return this.asExample(field.type.name, this.random.pick(examples));
        if (typeof format === 'string') return this.formatted(format);
        return this.value(field.type, field.name, depth);
    }

    /** A value of a type; `name` lends it some colour. */
    value(type: Type, name: string, depth = 0): unknown {
        switch (type.kind) {
            case 'primitive': return this.primitive(type, name);
            case 'list': return Array.from({ length: this.length(type.bounds, depth) }, () => this.value(type.element, name, depth + 1));
            case 'map': return Object.fromEntries(words.slice(0, depth >= deepest ? 0 : 2).map(key => [key, this.value(type.value, name, depth + 1)]));
            case 'union': return this.alternative(this.random.pick(type.alternatives), name, depth);
            case 'named': {
                const declaration = this.named.get(type.reference.target ?? '');
                if (!declaration) return {};
                if ('values' in declaration) return this.inTurn(declaration, name);
                if ('alias' in declaration && declaration.alias) return this.value(declaration.alias, name, depth + 1);
                return this.object(declaration.fields, {}, depth + 1);
            }
        }
    }

    /** One value of an enum after the other, from any of them on, so that few messages show them all. */
    private inTurn({ id, values }: EnumDeclaration, name: string): string {
        const place = `${id} ${name}`;
        const turn = this.turns.get(place) ?? this.random.integer(0, values.length - 1);
        this.turns.set(place, (turn + 1) % values.length);
        return values[turn]!.name;
    }

    private alternative(type: Type, name: string, depth: number): unknown {
        const declaration = type.kind === 'named' ? this.named.get(type.reference.target ?? '') : undefined;
        if (declaration && 'alias' in declaration && declaration.alias) return this.alternative(declaration.alias, name, depth + 1);
        const value = this.value(type, name, depth + 1);
        return declaration && 'fields' in declaration && typeof value === 'object' ? { ...value, $type: declaration.name } : value;
    }

    private isText(type: Type): boolean {
        if (type.kind === 'primitive') return type.name === 'string';
        const declaration = type.kind === 'named' ? this.named.get(type.reference.target ?? '') : undefined;
        return declaration !== undefined && 'alias' in declaration && declaration.alias !== undefined && this.isText(declaration.alias);
    }

    private isOptional(type: Type): boolean {
        if (type.optional) return true;
        const declaration = type.kind === 'named' ? this.named.get(type.reference.target ?? '') : undefined;
        return declaration !== undefined && 'alias' in declaration && declaration.alias !== undefined && this.isOptional(declaration.alias);
    }

    private length(bounds: Bounds | undefined, depth: number): number {
        const least = bounds?.minimum ?? (depth >= deepest ? 0 : 1);
        return Math.max(least, Math.min(bounds?.maximum ?? Infinity, depth >= deepest ? least : this.random.integer(least, least + 2)));
    }

    private primitive({ name: kind, bounds, pattern }: Type & { kind: 'primitive' }, name: string): unknown {
        const { random } = this;
        switch (kind) {
            case 'string': return pattern === undefined ? this.text(bounds, name) : this.matching(pattern, bounds);
            case 'int': case 'long': return random.integer(...this.range(bounds, 1, 100, 1));
            case 'float': {
                const [least, most] = this.range(bounds, 0, 100, 0);
                return Math.round((least + random.next() * (most - least)) * 100) / 100;
            }
            case 'decimal': {
                const [least, most] = this.range(bounds, 1, 100, 0);
                const cents = random.integer(Math.ceil(least * 100), Math.max(Math.ceil(least * 100), Math.floor(most * 100)));
                return (cents / 100).toFixed(2);
            }
            case 'boolean': return random.next() < 0.5;
            case 'uuid': return makeUuid(random);
            case 'timestamp': return new Date(this.now()).toISOString();
            case 'date': return new Date(this.now() + random.integer(0, 30) * 86_400_000).toISOString().slice(0, 10);
            case 'time': return `${String(random.integer(8, 18)).padStart(2, '0')}:${String(random.integer(0, 3) * 15).padStart(2, '0')}:00`;
            case 'duration': return `PT${random.integer(1, 12) * 5}M`;
            case 'bytes': return btoa(random.pick(words));
            case 'json': return { note: random.pick(words) };
        }
    }

    /** Whole numbers near the bounds that are given, so that what is bounded on one side stays believable. */
    private range(bounds: Bounds | undefined, low: number, high: number, step: number): [number, number] {
        const least = bounds?.minimum ?? Math.min(low, bounds?.maximum ?? low);
        const most = bounds?.maximum ?? Math.max(least + step, bounds?.minimum !== undefined && bounds.minimum > high / 2 ? bounds.minimum * 2 : high);
        return [least, most];
    }

    private text(bounds: Bounds | undefined, name: string): string {
        const { random } = this;
        const least = bounds?.minimum ?? 0;
        const most = bounds?.maximum ?? Math.max(least, 40);
        const last = wordsOf(name).at(-1) ?? '';
        const fitting = byName[last]?.filter(({ length }) => length >= least && length <= most) ?? [];
        if (fitting.length > 0) return random.pick(fitting);
        let text = last === 'id' || last === 'number' || last === 'reference' || last === 'code'
            ? `${random.pick(words)}-${random.integer(1000, 9999)}`
            : `${random.pick(words)} ${random.pick(words)}`;
        while (text.length < least) text += random.pick(words);
        return text.slice(0, most).trimEnd().padEnd(Math.min(least, most), 'x');
    }

    private matching(pattern: string, bounds: Bounds | undefined): string {
        const generator = new RandomExpression(new RegExp(`^(?:${pattern})$`));
        generator.randInt = (from, to) => this.random.integer(from, to);
        generator.max = Math.max(8, bounds?.minimum ?? 0);
        // Printable ASCII, so that `.` gives something that can be read.
        for (const [from, to] of [[32, 47], [58, 64], [91, 96], [123, 126]] as const) generator.defaultRange.subtract(from, to);
        let text = '';
        for (let attempt = 0; attempt < 50; attempt++) {
            text = generator.gen();
            if (text.length >= (bounds?.minimum ?? 0) && text.length <= (bounds?.maximum ?? Infinity)) return text;
        }
        return text;
    }

    private formatted(format: string): string {
        const { random } = this;
        switch (format) {
            case 'email': return random.pick(byName.email!);
            case 'uri': return `https://example.org/${random.pick(words)}`;
            case 'hostname': return `${random.pick(words)}.example.org`;
            case 'ipv4': return `192.0.2.${random.integer(1, 254)}`;
            case 'ipv6': return `2001:db8::${random.integer(1, 9999)}`;
            case 'uuid': return makeUuid(random);
            case 'date': return new Date(this.now()).toISOString().slice(0, 10);
            case 'time': return '12:00:00';
            case 'date-time': return new Date(this.now()).toISOString();
            case 'duration': return 'PT15M';
            case 'decimal': return '12.50';
            case 'base64': return btoa(random.pick(words));
            default: return random.pick(words);
        }
    }

    private asExample(type: string, value: string | number): unknown {
        if (type === 'int' || type === 'long' || type === 'float') return Number(value);
        if (type === 'boolean') return String(value) === 'true';
        return String(value);
    }
}
