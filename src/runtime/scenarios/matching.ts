import { compareDecimals } from '../decimal.js';

/** Where a value is not as it was expected; `path` is empty where it is the value as a whole. */
export interface Difference {
    readonly path: string;
    readonly expected: unknown;
    /** Undefined where there is no such value. */
    readonly found: unknown;
}

/** A decimal that is expected by its value, however many zeros it ends in. */
export interface DecimalPattern {
    readonly $decimal: string;
}

/** Expects a decimal by its value: `decimal('12.5')` is `"12.50"` as well. */
export function decimal(text: string): DecimalPattern {
    return { $decimal: text };
}

/**
 * How a value differs from a pattern: of an object the fields that the pattern names, of a list every item; `null` expects
 * that there is nothing.
 */
export function differencesOf(expected: unknown, found: unknown, path = ''): Difference[] {
    if (expected === null) return found === undefined || found === null ? [] : [{ path, expected, found }];
    if (isDecimal(expected)) return isEqualDecimal(expected.$decimal, found) ? [] : [{ path, expected: expected.$decimal, found }];
    if (Array.isArray(expected)) {
        if (!Array.isArray(found) || found.length !== expected.length) return [{ path, expected: plain(expected), found }];
        return expected.flatMap((item, index) => differencesOf(item, found[index], `${path}[${index}]`));
    }
    if (typeof expected === 'object') {
        if (typeof found !== 'object' || found === null || Array.isArray(found)) return [{ path, expected: plain(expected), found }];
        return Object.entries(expected).flatMap(([name, value]) => differencesOf(value, (found as Readonly<Record<string, unknown>>)[name], path === '' ? name : `${path}.${name}`));
    }
    return Object.is(expected, found) ? [] : [{ path, expected, found }];
}

/** A pattern as the data that it stands for. */
export function plain(pattern: unknown): unknown {
    if (isDecimal(pattern)) return pattern.$decimal;
    if (Array.isArray(pattern)) return pattern.map(plain);
    if (typeof pattern === 'object' && pattern !== null) return Object.fromEntries(Object.entries(pattern).map(([name, value]) => [name, plain(value)]));
    return pattern;
}

function isDecimal(value: unknown): value is DecimalPattern {
    return typeof value === 'object' && value !== null && '$decimal' in value;
}

function isEqualDecimal(expected: string, found: unknown): boolean {
    return typeof found === 'string' && /^-?\d+(\.\d+)?$/.test(found) && compareDecimals(expected, found) === 0;
}
