import type { Module } from '../modules.js';
import { propertyKey, quote } from '../naming.js';
import type { Generation } from '../shapes.js';
import { itemShape, memberShape, textLiteral, type ValueShape } from '../typed-values.js';
import { arrayLiteral, objectLiteral } from '../writer.js';

/** Writes data and patterns as TypeScript; `names` are constants that stand for the fields of the same name, value and type. */
export class Literals {
    /** The constants that were used. */
    readonly used = new Set<string>();

    constructor(
        private readonly module: Module,
        private readonly generation: Generation,
        private readonly names: ReadonlyMap<string, { value: unknown; shape: ValueShape | undefined }> = new Map(),
    ) {}

    /** Without a shape it is what a value is compared with, whatever that is. */
    of(value: unknown, shape?: ValueShape): string {
        const { generation, module } = this;
        if (typeof value === 'string') return textLiteral(value, shape, generation, module.place);
        if (Array.isArray(value)) return arrayLiteral(value.map(item => this.of(item, itemShape(shape, generation))));
        if (typeof value !== 'object' || value === null) return String(value);
        if ('$decimal' in value) return `${this.module.imports.value('decimal', `${this.module.place.toRoot}/runtime/scenarios/index.js`)}(${quote(String(value.$decimal))})`;
        return objectLiteral(Object.entries(value).map(([name, item]) => {
            const inner = memberShape(shape, name, value, generation);
            const constant = this.constant(name, item, inner);
            if (constant === name) return name;
            return `${propertyKey(name)}: ${constant ?? this.of(item, inner)}`;
        }));
    }

    /** The constant for a field of this name, where it has this value and fits. */
    constant(name: string, value: unknown, shape?: ValueShape): string | undefined {
        const known = this.names.get(name);
        if (!known || known.value !== value) return undefined;
        const { brands } = this.generation;
        const [wanted, given] = [shape, known.shape].map(each => (each?.kind === 'type' ? each.type : undefined));
        if (wanted && brands.isBranded(wanted) && !(given && brands.signature(given) === brands.signature(wanted))) return undefined;
        this.used.add(name);
        return name;
    }
}
