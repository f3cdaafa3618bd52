import type { Expression, Type } from '../../model/flow-model.js';
import type { Variables } from './expressions.js';
import { typeText, type Generation, type Place } from './shapes.js';
import { WrittenTypes } from './written-types.js';

/** An expression and what was written for it. */
interface Side {
    expression: Expression;
    text: string;
}

/**
 * Tells the compiler where an id is meant to be one of another kind, as the specification says it is: `as` alone, so that
 * nothing more happens than with plain ids.
 */
export class IdCasts {
    readonly written: WrittenTypes;

    constructor(
        private readonly generation: Generation,
        private readonly place: Place,
    ) {
        this.written = new WrittenTypes(generation.types, generation.brands);
    }

    /** Whether a value may need a cast to be of this type. */
    mayNeed(to: Type): boolean {
        return this.generation.brands.isBranded(to);
    }

    elementOf(type: Type): Type | undefined {
        return this.written.elementOf(type);
    }

    /** The text of an expression as one of the type `to`. */
    cast(text: string, expression: Expression, to: Type, variables: Variables): string {
        if (expression.kind === 'null') return text;
        return this.castFrom(text, this.written.of(expression, variables), to, { mayBeMissing: expression.type?.optional ?? false });
    }

    /** A text of the type `from`, or of one that is not known, as one of the type `to`. */
    castFrom(text: string, from: Type | undefined, to: Type, { mayBeMissing }: { mayBeMissing: boolean }): string {
        const { brands } = this.generation;
        if (!this.mayNeed(to) || (from && brands.signature(from) === brands.signature(to))) return text;
        const plain = brands.plain(to);
        // From one id to another the compiler knows no way but over what both are.
        const steps = from && brands.signature(from) === brands.signature(plain) ? [to] : [plain, to];
        return [text, ...steps.map(type => `${typeText(type, this.generation, this.place)}${mayBeMissing ? ' | undefined' : ''}`)].join(' as ');
    }

    /** Both sides of a comparison, so that the compiler lets them be compared. */
    comparable(left: Side, right: Side, variables: Variables): [string, string] {
        const { brands } = this.generation;
        const unchanged: [string, string] = [left.text, right.text];
        if (brands.all.length === 0) return unchanged;
        const [leftType, rightType] = [left, right].map(({ expression }) => this.written.of(expression, variables));
        const branded = [leftType, rightType].find(type => type && brands.isBranded(type));
        if (!branded || (leftType && rightType && brands.signature(leftType) === brands.signature(rightType))) return unchanged;
        const asBranded = ({ expression, text }: Side) => (expression.kind === 'text' ? `(${this.cast(text, expression, branded, variables)})` : text);
        if (left.expression.kind === 'text' || right.expression.kind === 'text') return [asBranded(left), asBranded(right)];
        const plain = brands.plain(branded);
        if ([leftType, rightType].some(type => type && brands.signature(type) === brands.signature(plain))) return unchanged;
        return [`(${left.text} as ${typeText(plain, this.generation, this.place)}${left.expression.type?.optional ? ' | undefined' : ''})`, right.text];
    }
}
