import type { Clock } from './clock.js';
import type { Random } from './random.js';

/** A random UUID, version 4 (RFC 9562, section 5.4). */
export function makeUuid(random: Random): string {
    return formatUuid([random.bits(), random.bits(), random.bits(), random.bits()], 4);
}

/**
 * A source of UUIDs, version 7 (RFC 9562, section 5.7), that sort as text in the order of their making: by the clock's
 * millisecond, and within one millisecond (or when the clock steps back) by a counter in the twelve bits after it.
 */
export function createOrderedUuids(clock: Clock, random: Random): () => string {
    let time = 0;
    let counter = 0;
    return () => {
        const now = clock.now();
        if (now > time) {
            time = now;
            counter = random.bits() & 0x7ff;
        } else if (++counter > 0xfff) {
            time++;
            counter = 0;
        }
        return formatUuid([Math.floor(time / 0x10000), ((time % 0x10000) * 0x10000 + counter) >>> 0, random.bits(), random.bits()], 7);
    };
}

const offset128 = 0x6c62272e07bb014262b821756295c58dn;
const prime128 = 0x0000000001000000000000000000013bn;

/**
 * The UUID, version 8 (RFC 9562, section 5.8), that belongs to a name: the same each time, and another for another name.
 * What a handler makes from one message should get its id so, from that message's id and a name for what is made, because
 * a second delivery then makes the same messages again and whoever is idempotent by id sees that. Made by 128-bit FNV-1a
 * (http://www.isthe.com/chongo/tech/comp/fnv/): no protection against names chosen to collide.
 */
export function deriveUuid(name: string): string {
    let hash = offset128;
    for (const byte of new TextEncoder().encode(name)) {
        hash = ((hash ^ BigInt(byte)) * prime128) & 0xffffffffffffffffffffffffffffffffn;
    }
    const word = (index: number): number => Number((hash >> BigInt(32 * (3 - index))) & 0xffffffffn);
    return formatUuid([word(0), word(1), word(2), word(3)], 8);
}

function formatUuid(words: readonly [number, number, number, number], version: number): string {
    const [first, second, third, last] = words;
    const versioned = ((second & 0xffff0fff) | (version << 12)) >>> 0;
    const variant = ((third & 0x3fffffff) | 0x80000000) >>> 0;
    return `${hexOf(first >>> 16)}${hexOf(first)}-${hexOf(versioned >>> 16)}-${hexOf(versioned)}-${hexOf(variant >>> 16)}-${hexOf(variant)}${hexOf(last >>> 16)}${hexOf(last)}`;
}

/** Every byte in two digits: looked up, because every message that is made has an id. */
const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The last sixteen bits of a number in four digits. */
function hexOf(word: number): string {
    return `${digits[(word >>> 8) & 0xff]}${digits[word & 0xff]}`;
}
