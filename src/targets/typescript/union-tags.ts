import type { ExpressionType } from '../../model/flow-model.js';
import { taggingOf, type Tagging } from '../../model/unions.js';
import { quote } from './naming.js';
import type { Generation, Place } from './shapes.js';
import { arrow, isPrimary } from './writer.js';

/** Tells records what they are where they become one of several alternatives: until then nobody had to know. */
export class UnionTags {
    constructor(
        private readonly generation: Generation,
        private readonly place: Place,
    ) {}

    /** The text of a value of `from` as one of `to`. */
    write(text: string, from: ExpressionType | undefined, to: ExpressionType | undefined): string {
        const tagging = taggingOf(from, to, this.generation.types);
        return tagging ? this.tagged(text, tagging, from?.optional ?? false) : text;
    }

    private tagged(text: string, tagging: Tagging, mayBeMissing: boolean): string {
        if (tagging.kind === 'record') return `${this.use('tagged')}(${text}, ${quote(tagging.tag)})`;
        const inner = arrow(['item'], [`return ${this.tagged('item', tagging.inner, false)};`]);
        if (tagging.kind === 'values') return `${this.use('mapValues')}(${text}, ${inner})`;
        return `${isPrimary(text) ? text : `(${text})`}${mayBeMissing ? '?' : ''}.map(${inner})`;
    }

    private use(name: string): string {
        return this.place.imports.value(name, `${this.place.toRoot}/runtime/index.js`);
    }
}
