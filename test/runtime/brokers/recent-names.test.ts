import { expect, it } from 'vitest';
import { RecentNames } from '../../../src/runtime/brokers/shared/recent-names.js';

it('The last names are known, and no more than twice as many', () => {
    const known = new RecentNames(10);
    for (let number = 0; number < 95; number++) {
        known.add(String(number));
        for (let back = 0; back < 10 && back <= number; back++) expect(known.has(String(number - back))).toBe(true);
        expect(known.has(String(number - 20))).toBe(false);
        expect(known.has(String(number + 1))).toBe(false);
    }
});
