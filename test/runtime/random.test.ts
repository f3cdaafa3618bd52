import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, createRandomFromState, systemRandom, type Random } from '../../src/runtime/random.js';

const draw = (random: Random, count: number): number[] => Array.from({ length: count }, () => random.bits());

describe('Random numbers', () => {
    it('are those of the reference implementation of xoshiro128**', () => {
        // The output of https://prng.di.unimi.it/xoshiro128starstar.c, compiled, with the state {1, 2, 3, 4}.
        expect(draw(createRandomFromState([1, 2, 3, 4]), 10)).toEqual([
            11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
        ]);
    });

    it('are the same from the same seed, and others from another', () => {
        expect(draw(createRandom('a'), 5)).toEqual(draw(createRandom('a'), 5));
        expect(draw(createRandom(7), 5)).toEqual(draw(createRandom('7'), 5));
        expect(draw(createRandom('a'), 5)).not.toEqual(draw(createRandom('b'), 5));
    });

    it('do not get stuck in the state of zeros', () => {
        expect(new Set(draw(createRandomFromState([0, 0, 0, 0]), 20)).size).toBeGreaterThan(10);
    });

    it('of a fork depend on the seed and the label alone', () => {
        const random = createRandom('a');
        const before = draw(random.fork('x'), 5);
        random.bits();
        expect(draw(random.fork('x'), 5)).toEqual(before);
        expect(draw(random.fork('y'), 5)).not.toEqual(before);
        expect(draw(createRandom('b').fork('x'), 5)).not.toEqual(before);
    });

    it('lie within their bounds', () => {
        fc.assert(fc.property(fc.string(), fc.integer(), fc.nat(), (seed, minimum, span) => {
            const random = createRandom(seed);
            const whole = random.integer(minimum, minimum + span);
            const fraction = random.next();
            return Number.isInteger(whole) && whole >= minimum && whole <= minimum + span && fraction >= 0 && fraction < 1;
        }));
        expect(() => createRandom('a').integer(2, 1)).toThrow(RangeError);
    });

    it('spread evenly', () => {
        const random = createRandom('even');
        const counts = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        for (let index = 0; index < 10_000; index++) counts[random.integer(0, 9)]!++;
        // Five standard deviations of a binomial of 10,000 at a tenth are 150.
        for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
    });

    it('of the host differ', () => {
        expect(new Set(draw(systemRandom, 300)).size).toBeGreaterThan(290);
    });
});
