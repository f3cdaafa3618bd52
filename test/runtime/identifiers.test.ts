import { describe, expect, it } from 'vitest';
import { createOrderedUuids, deriveUuid, makeUuid } from '../../src/runtime/identifiers.js';
import { createRandom, systemRandom } from '../../src/runtime/random.js';
import { createVirtualClock } from '../../src/runtime/virtual-clock.js';

const form = (version: number): RegExp => new RegExp(`^[0-9a-f]{8}-[0-9a-f]{4}-${version}[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`);

describe('A random UUID', () => {
    it('is of version 4 and repeats with its seed', () => {
        for (let index = 0; index < 100; index++) expect(makeUuid(systemRandom)).toMatch(form(4));
        expect(makeUuid(createRandom('a'))).toBe(makeUuid(createRandom('a')));
    });
});

describe('Ordered UUIDs', () => {
    it('carry the millisecond of their making', () => {
        const next = createOrderedUuids(createVirtualClock({ start: 0x0123456789ab }), createRandom('a'));
        expect(next()).toMatch(/^01234567-89ab-7/);
        expect(next()).toMatch(form(7));
    });

    it('sort in the order of their making, also many within one millisecond and when the clock steps back', () => {
        let now = 1_000_000;
        const next = createOrderedUuids({ now: () => now, schedule: () => () => {} }, createRandom('a'));
        const made: string[] = [];
        for (let index = 0; index < 10_000; index++) {
            if (index % 1000 === 0) now += 5;
            if (index === 5000) now -= 100;
            made.push(next());
        }
        expect(made.toSorted()).toEqual(made);
        expect(new Set(made).size).toBe(made.length);
    });
});

describe('A derived UUID', () => {
    it('is the published FNV-1a of its name but for version and variant', () => {
        const published: [string, string][] = [
            ['', '6c62272e07bb014262b821756295c58d'],
            ['a', 'd228cb696f1a8caf78912b704e4a8964'],
            ['ab', '08809544bbab1be95aa0733055b69a62'],
            ['abc', 'a68d622cec8b5822836dbc7977af7f3b'],
        ];
        for (const [name, hash] of published) {
            const derived = deriveUuid(name).replaceAll('-', '');
            expect(derived.slice(0, 12)).toBe(hash.slice(0, 12));
            expect(derived.slice(13, 16)).toBe(hash.slice(13, 16));
            expect(derived.slice(17)).toBe(hash.slice(17));
            expect(deriveUuid(name)).toMatch(form(8));
        }
    });
});
