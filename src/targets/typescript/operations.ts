import type { ExpressionType, PrimitiveName } from '../../model/flow-model.js';
import { quote } from './naming.js';
import type { Place } from './shapes.js';

/** A value as it is written, and what it is. */
export interface Operand {
    text: string;
    type: ExpressionType | undefined;
}

/** Writes what is done with values: decimals, times and durations travel as text, and are no numbers to the language. */
export class OperationWriter {
    constructor(private readonly place: Place) {}

    /** One value put together with another. */
    arithmetic(operator: '+' | '-' | '*' | '/', { text: left, type: leftType }: Operand, { text: right, type: rightType }: Operand): string {
        if (isPrimitive(leftType, 'decimal') || isPrimitive(rightType, 'decimal')) {
            const name = { '+': 'addDecimals', '-': 'subtractDecimals', '*': 'multiplyDecimals', '/': 'divideDecimals' }[operator];
            return `${this.use(name)}(${this.decimal(left, leftType)}, ${this.decimal(right, rightType)})`;
        }
        const milliseconds = (text: string) => `${this.use('durationToMilliseconds')}(${text})`;
        if (isPrimitive(leftType, 'timestamp')) {
            if (isPrimitive(rightType, 'timestamp')) return `${this.use('millisecondsToDuration')}(Date.parse(${left}) - Date.parse(${right}))`;
            return `${this.use('shiftTimestamp')}(${left}, ${operator === '-' ? '-' : ''}${milliseconds(right)})`;
        }
        if (isPrimitive(leftType, 'duration')) return `${this.use('millisecondsToDuration')}(${milliseconds(left)} ${operator} ${milliseconds(right)})`;
        return `${left} ${operator} ${right}`;
    }

    private decimal(text: string, type: ExpressionType | undefined): string {
        if (isPrimitive(type, 'int') || isPrimitive(type, 'long')) return /^-?\d+$/.test(text) ? quote(text) : `String(${text})`;
        return text;
    }

    /** Which of two values of `type` comes first, or whether they are the same, where the language itself would not see that; else undefined. */
    comparison(operator: string, left: Operand, right: Operand, type: ExpressionType | undefined): string | undefined {
        const isEquality = operator === '===' || operator === '!==';
        if (isPrimitive(type, 'decimal')) {
            if (isEquality && (left.type?.optional || right.type?.optional)) return `${this.use('compareDecimalValues')}(${left.text}, ${right.text}) ${operator} 0`;
            return `${this.use('compareDecimals')}(${this.decimal(left.text, left.type)}, ${this.decimal(right.text, right.type)}) ${operator} 0`;
        }
        if (!isEquality && isPrimitive(type, 'timestamp')) return `Date.parse(${left.text}) ${operator} Date.parse(${right.text})`;
        if (!isEquality && isPrimitive(type, 'duration')) return `${this.use('durationToMilliseconds')}(${left.text}) ${operator} ${this.use('durationToMilliseconds')}(${right.text})`;
        return undefined;
    }

    negated(text: string, type: ExpressionType | undefined): string {
        if (isPrimitive(type, 'decimal')) return `${this.use('subtractDecimals')}('0', ${text})`;
        if (isPrimitive(type, 'duration')) return `${this.use('millisecondsToDuration')}(-${this.use('durationToMilliseconds')}(${text}))`;
        return `-${text}`;
    }

    /** The sum of a list of such values. */
    total(list: string, type: ExpressionType | undefined): string {
        if (isPrimitive(type, 'decimal')) return `${list}.reduce(${this.use('addDecimals')}, '0')`;
        if (isPrimitive(type, 'duration')) return `${this.use('millisecondsToDuration')}(${this.use('sum')}(${list}.map(${this.use('durationToMilliseconds')})))`;
        return `${this.use('sum')}(${list})`;
    }

    /** A function that orders values of a type. */
    comparer(type: ExpressionType | undefined): string {
        if (isPrimitive(type, 'decimal')) return this.use('compareDecimalValues');
        if (isPrimitive(type, 'duration')) return `(left: string, right: string) => ${this.use('durationToMilliseconds')}(left) - ${this.use('durationToMilliseconds')}(right)`;
        if (isPrimitive(type, 'timestamp')) return '(left: string, right: string) => Date.parse(left) - Date.parse(right)';
        return this.use('compareValues');
    }

    private use(name: string): string {
        return this.place.imports.value(name, `${this.place.toRoot}/runtime/index.js`);
    }
}

/** An ISO 8601 duration of that many milliseconds, in the largest units that fit. */
export function isoDuration(milliseconds: number): string {
    const units = [[86_400_000, 'D'], [3_600_000, 'H'], [60_000, 'M']] as const;
    for (const [size, unit] of units) {
        if (milliseconds !== 0 && milliseconds % size === 0) return unit === 'D' ? `P${milliseconds / size}D` : `PT${milliseconds / size}${unit}`;
    }
    return `PT${milliseconds / 1000}S`;
}

export function isPrimitive(type: ExpressionType | undefined, name: PrimitiveName): boolean {
    return type?.kind === 'primitive' && type.name === name;
}
