/** A source of numbers that look random; from the same seed the same numbers. */
export interface Random {
    /** A whole number from 0 to 2³² − 1. */
    bits(): number;
    /** From 0, inclusive, to 1, exclusive, in steps of 2⁻⁵³. */
    next(): number;
    /** A whole number between the bounds, both inclusive. */
    integer(minimum: number, maximum: number): number;
    /** Any one of `items`, which must not be empty. */
    pick<T>(items: readonly T[]): T;
    /** A source of its own that depends on this one's seed and the label alone, not on what was drawn before. */
    fork(label: string): Random;
}

/**
 * xoshiro128** 1.1 by David Blackman and Sebastiano Vigna (https://prng.di.unimi.it/xoshiro128starstar.c, public domain),
 * its state filled from the seed by FNV-1a and the finalizer of MurmurHash3.
 */
export function createRandom(seed: string | number): Random {
    const text = String(seed);
    const state = [0, 1, 2, 3].map((lane) => hash(`${lane}:${text}`)) as [number, number, number, number];
    return createRandomFromState(state, text);
}

/** The same generator from a state given outright, for comparing it with its published numbers. */
export function createRandomFromState(initial: readonly [number, number, number, number], label = initial.join()): Random {
    let [a, b, c, d] = initial;
    // The one state from which the generator would only ever give zero.
    if ((a | b | c | d) === 0) {
        a = 1;
    }
    return randomFromBits(() => {
        const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
        const shifted = b << 9;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = rotateLeft(d, 11);
        return result;
    }, (name) => createRandom(`${label}/${name}`));
}

/** Numbers that nobody can foretell, from the host's cryptographic source. */
export const systemRandom: Random = createSystemRandom();

function createSystemRandom(): Random {
    const drawn = new Uint32Array(256);
    let used = drawn.length;
    const random: Random = randomFromBits(() => {
        if (used === drawn.length) {
            globalThis.crypto.getRandomValues(drawn);
            used = 0;
        }
        return drawn[used++] ?? 0;
    }, () => random);
    return random;
}

function randomFromBits(bits: () => number, fork: (label: string) => Random): Random {
    const next = (): number => ((bits() >>> 5) * 0x4000000 + (bits() >>> 6)) / 2 ** 53;
    const integer = (minimum: number, maximum: number): number => {
        if (!(minimum <= maximum)) {
            throw new RangeError(`No whole number lies between ${minimum} and ${maximum}.`);
        }
        return minimum + Math.floor(next() * (maximum - minimum + 1));
    };
    return {
        bits,
        next,
        integer,
        pick(items) {
            const item = items[integer(0, items.length - 1)];
            return item as (typeof items)[number];
        },
        fork,
    };
}

function hash(text: string): number {
    let value = 0x811c9dc5;
    for (let index = 0; index < text.length; index++) {
        value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
    }
    value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
    value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
    return value ^ (value >>> 16);
}

function rotateLeft(value: number, by: number): number {
    return (value << by) | (value >>> (32 - by));
}

export { makeUuid } from './identifiers.js';
