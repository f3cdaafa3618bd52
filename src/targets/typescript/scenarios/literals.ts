import type { Module } from '../modules.js';
import { propertyKey, quote } from '../naming.js';
import { arrayLiteral, objectLiteral } from '../writer.js';

/** Writes data and patterns as TypeScript; `names` are constants that stand for the fields of the same name with the same value. */
export class Literals {
    /** The constants that were used. */
    readonly used = new Set<string>();

    constructor(
        private readonly module: Module,
        private readonly names: ReadonlyMap<string, unknown> = new Map(),
    ) {}

    of(value: unknown): string {
        if (typeof value === 'string') return quote(value);
        if (Array.isArray(value)) return arrayLiteral(value.map(item => this.of(item)));
        if (typeof value !== 'object' || value === null) return String(value);
        if ('$decimal' in value) return `${this.module.imports.value('decimal', `${this.module.place.toRoot}/runtime/scenarios/index.js`)}(${quote(String(value.$decimal))})`;
        return objectLiteral(Object.entries(value).map(([name, item]) => {
            const constant = this.constant(name, item);
            if (constant === name) return name;
            return `${propertyKey(name)}: ${constant ?? this.of(item)}`;
        }));
    }

    /** The constant for a field of this name, where it has this value. */
    constant(name: string, value: unknown): string | undefined {
        if (!this.names.has(name) || this.names.get(name) !== value) return undefined;
        this.used.add(name);
        return name;
    }
}
