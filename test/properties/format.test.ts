import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatSpecification } from '../../src/language/formatter.js';
import { maximumColumns } from '../../src/language/formatter/document.js';
import { buildModel, withoutOrigins } from '../support/build-model.js';
import { readComments } from '../support/read-comments.js';
import { specification } from '../support/random-specification.js';

const noisy = specification({ comments: true, spaces: true });

function format(text: string): string {
    const formatted = formatSpecification(text);
    if (formatted === undefined) throw new Error('The specification does not parse.');
    return formatted;
}

// A counterexample may be large: what is smallest is not worth waiting for longer than this.
const patience = { interruptAfterTimeLimit: 15_000 };

describe('formatting any specification', () => {
    test('keeps what it means', async () => {
        await fc.assert(fc.asyncProperty(noisy, async ({ files }) => {
            const before = await buildModel(files);
            const after = await buildModel(files.map(({ name, text }) => ({ name, text: format(text) })));
            expect(after.diagnostics).toEqual([]);
            expect(withoutOrigins(after.model)).toEqual(withoutOrigins(before.model));
        }), { numRuns: 40, ...patience });
    });

    test('changes nothing the second time', () => {
        fc.assert(fc.property(noisy, ({ files }) => {
            for (const { text } of files) expect(format(format(text))).toBe(format(text));
        }), { numRuns: 60, seed: 1, ...patience });
    });

    test('keeps every comment between the same words, and on its line what stood at its end', () => {
        fc.assert(fc.property(noisy, ({ files }) => {
            for (const { text } of files) expect(readComments(format(text))).toEqual(readComments(text));
        }), { numRuns: 60, seed: 1, ...patience });
    });

    test('leaves no space at the end of a line, no second blank line, no carriage return', () => {
        fc.assert(fc.property(noisy, ({ files }) => {
            for (const { text } of files) expect(format(text)).not.toMatch(/[ \t]\n|\n\n\n|\r|[^\n]$|\n\n$/);
        }), { numRuns: 40, ...patience });
    });

    test('does not depend on how the words were spaced where their lines were the same', () => {
        fc.assert(fc.property(specification(), fc.constantFrom('  ', '\t', '   '), ({ files }, space) => {
            for (const { text } of files) expect(format(text.replace(/^ +/gm, space).replaceAll(' {', `${space}{`).replaceAll('\n', ' \r\n'))).toBe(format(text));
        }), { numRuns: 50, ...patience });
    });
});

describe('formatting the examples', () => {
    const folder = fileURLToPath(new URL('../../examples', import.meta.url));
    const names = readdirSync(folder, { recursive: true }).map(String).filter(name => name.endsWith('.sluice')).sort();

    test.each(names)('%s is as it should be', name => {
        const text = readFileSync(join(folder, name), 'utf8');
        expect(format(text)).toBe(text);
        for (const written of text.split('\n')) if (!written.includes('//')) expect(written.length).toBeLessThanOrEqual(maximumColumns);
    });
});
