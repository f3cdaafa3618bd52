import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatSpecification } from '../../src/language/formatter.js';
import { checkModel } from '../../src/rules/engine.js';
import { buildModel } from '../support/build-model.js';
import { damagedSpecification } from '../support/damaged-specification.js';
import { samples } from '../support/properties.js';

test('a specification with mistakes is read as far as it goes, no rule fails over the rest, and what parses all the same is formatted for good', async () => {
    await fc.assert(fc.asyncProperty(damagedSpecification(), async ({ files }) => {
        const { model } = await buildModel(files);
        const found = checkModel(model, new Map(files.map(({ name, text }) => [`file:///${name}`, text])));
        expect(found.filter(({ code }) => code === 'internal/rule-failed')).toEqual([]);
        for (const { text } of files) {
            const formatted = formatSpecification(text);
            if (formatted !== undefined) expect(formatSpecification(formatted)).toBe(formatted);
        }
    }), samples(25));
});
