import { compareDecimals } from '../decimal.js';

/** Thrown where an expression needs a value that no event has given yet. */
export class MissingValue extends Error {
    override readonly name = 'MissingValue';
}

/** The value; throws `MissingValue` where there is none. */
export function required<Value>(value: Value | undefined, name: string): Value {
    if (value === undefined) throw new MissingValue(`'${name}' has no value yet.`);
    return value;
}

/** Whether a condition holds; one that needs a missing value does not. */
export function holds(condition: () => boolean): boolean {
    return valueOr(condition, false);
}

/** The value of an expression; `otherwise` where it needs a missing one. */
export function valueOr<Value, Otherwise>(expression: () => Value, otherwise: Otherwise): Value | Otherwise {
    try {
        return expression();
    } catch (error) {
        if (error instanceof MissingValue) return otherwise;
        throw error;
    }
}

/** Any value that JSON can hold; an object's properties are for the reader to make sure of. */
export type Json = null | boolean | number | string | object;

/** The properties that have a value, without those that are `undefined`. */
export function present<Properties extends object>(properties: Properties): { [Name in keyof Properties]?: Exclude<Properties[Name], undefined> } {
    return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as { [Name in keyof Properties]?: Exclude<Properties[Name], undefined> };
}

/** The sum of numbers; of none, zero. */
export function sum(values: readonly number[]): number {
    return values.reduce((total, value) => total + value, 0);
}

/** The least of values by `compare`; undefined of none. */
export function least<Value>(values: readonly Value[], compare: (left: Value, right: Value) => number): Value | undefined {
    return values.reduce<Value | undefined>((best, value) => (best === undefined || compare(value, best) < 0 ? value : best), undefined);
}

/** The greatest of values by `compare`; undefined of none. */
export function greatest<Value>(values: readonly Value[], compare: (left: Value, right: Value) => number): Value | undefined {
    return least(values, (left, right) => compare(right, left));
}

/** Orders numbers, and texts by their code units; what is missing comes last. */
export function compareValues(left: number | string | undefined, right: number | string | undefined): number {
    if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? 1 : -1;
    return left < right ? -1 : left > right ? 1 : 0;
}

/** Orders decimals by value; what is missing comes last. */
export function compareDecimalValues(left: string | undefined, right: string | undefined): number {
    if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? 1 : -1;
    return compareDecimals(left, right);
}

/** Whether two values of the same JSON shape are equal. */
export function isEqual(left: unknown, right: unknown): boolean {
    if (left === right) return true;
    if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
    const leftKeys = Object.keys(left);
    if (leftKeys.length !== Object.keys(right).length) return false;
    return leftKeys.every(key => Object.hasOwn(right, key) && isEqual(left[key as keyof typeof left], right[key as keyof typeof right]));
}

const durationForm = /^(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds of an ISO 8601 duration of days, hours, minutes and seconds (`P1DT2H`). Throws `RangeError` for any other text. */
export function durationToMilliseconds(duration: string): number {
    const match = durationForm.exec(duration);
    if (!match) throw new RangeError(`'${duration}' is not a duration of days, hours, minutes and seconds.`);
    const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
    const milliseconds = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000 + Math.round(Number(seconds) * 1000);
    return sign === '-' ? -milliseconds : milliseconds;
}

/** An ISO 8601 duration of that many milliseconds. */
export function millisecondsToDuration(milliseconds: number): string {
    return `${milliseconds < 0 ? '-' : ''}PT${Math.abs(milliseconds) / 1000}S`;
}

/** The timestamp that many milliseconds later. */
export function shiftTimestamp(timestamp: string, milliseconds: number): string {
    return new Date(Date.parse(timestamp) + milliseconds).toISOString();
}

/** An order that puts missing values last, whichever way the others are sorted. */
export function missingLast<Value>(compare: (left: Value, right: Value) => number, { descending = false }: { readonly descending?: boolean } = {}): (left: Value | undefined, right: Value | undefined) => number {
    return (left, right) => {
        if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? 1 : -1;
        return descending ? compare(right, left) : compare(left, right);
    };
}
