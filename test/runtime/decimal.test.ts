import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDecimals, compareDecimals, divideDecimals, multiplyDecimals, subtractDecimals } from '../../src/runtime/decimal.js';

describe('Decimals', () => {
    it('are exact where binary fractions are not', () => {
        expect(addDecimals('0.1', '0.2')).toBe('0.3');
        expect(addDecimals('9999999999999999999999.99', '0.01')).toBe('10000000000000000000000.00');
        expect(subtractDecimals('1', '0.9')).toBe('0.1');
        expect(subtractDecimals('0.5', '0.75')).toBe('-0.25');
        expect(multiplyDecimals('-1.10', '3')).toBe('-3.30');
        expect(multiplyDecimals('0.001', '0.001')).toBe('0.000001');
    });

    it('keep zeros after the point, and have no negative zero', () => {
        expect(addDecimals('1.50', '1')).toBe('2.50');
        expect(subtractDecimals('-0.0', '0')).toBe('0.0');
    });

    it('divide with rounding half away from zero', () => {
        expect(divideDecimals('1', '3', 2)).toBe('0.33');
        expect(divideDecimals('2', '3', 2)).toBe('0.67');
        expect(divideDecimals('0.125', '1', 2)).toBe('0.13');
        expect(divideDecimals('-0.125', '1', 2)).toBe('-0.13');
        expect(divideDecimals('-0.1249', '1', 2)).toBe('-0.12');
        expect(divideDecimals('7', '-2', 0)).toBe('-4');
        expect(divideDecimals('10', '4')).toBe('2.5000000000');
        expect(() => divideDecimals('1', '0.00')).toThrow(/divided by zero/);
    });

    it('compare by value', () => {
        expect(compareDecimals('1.0', '1')).toBe(0);
        expect(compareDecimals('-2', '1')).toBe(-1);
        expect(compareDecimals('10', '9.99')).toBe(1);
        expect(['10', '9', '-1', '0.5'].sort(compareDecimals)).toEqual(['-1', '0.5', '9', '10']);
    });

    it('refuse what is none', () => {
        for (const text of ['', '1.', '.5', '1e3', '+1', '1,5', 'NaN', ' 1', '１']) {
            expect(() => addDecimals(text, '1'), text).toThrow(RangeError);
        }
    });

    it('agree with whole numbers of any size', () => {
        const scaled = fc.tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 12 }));
        const write = ([units, scale]: [bigint, number]): string => {
            const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
            return `${units < 0n ? '-' : ''}${digits.slice(0, digits.length - scale)}${scale > 0 ? `.${digits.slice(digits.length - scale)}` : ''}`;
        };
        fc.assert(fc.property(scaled, scaled, (left, right) => {
            const [a, b] = [write(left), write(right)];
            expect(multiplyDecimals(a, b)).toBe(write([left[0] * right[0], left[1] + right[1]]));
            expect(compareDecimals(subtractDecimals(addDecimals(a, b), b), a)).toBe(0);
            const aligned = [left[0] * 10n ** BigInt(12 - left[1]), right[0] * 10n ** BigInt(12 - right[1])] as const;
            expect(compareDecimals(a, b)).toBe(aligned[0] < aligned[1] ? -1 : aligned[0] > aligned[1] ? 1 : 0);
        }));
    });
});
