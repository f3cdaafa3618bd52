/** Numbers that look random; from a seed, the same each time. */
export interface Random {
    /** At least 0, below 1. */
    next(): number;
}

/** A seeded generator: mulberry32 by Tommy Ettinger (public domain), 2³² states, one multiplication a number. */
export function seededRandom(seed: number): Random {
    let state = seed >>> 0;
    return {
        next() {
            state = (state + 0x6d2b79f5) >>> 0;
            let mixed = Math.imul(state ^ (state >>> 15), state | 1);
            mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
            return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
        },
    };
}

/** The platform's own generator. */
export const systemRandom: Random = { next: () => Math.random() };

/** A UUID of version 4 (RFC 9562, section 5.4) from the given numbers. */
export function makeUuid(random: Random): string {
    let hex = '';
    for (let index = 0; index < 32; index++) hex += Math.floor(random.next() * 16).toString(16);
    const variant = '89ab'.charAt(Math.floor(random.next() * 4));
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
