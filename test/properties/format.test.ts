import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatSpecification } from '../../src/language/formatter.js';
import { maximumColumns } from '../../src/language/formatter/document.js';
import { buildModel, withoutOrigins } from '../support/build-model.js';
import { samples } from '../support/properties.js';
import { readComments, type ReadComment } from '../support/read-comments.js';
import { specification } from '../support/random-specification.js';

const noisy = specification({ comments: true, spaces: true });

/** Every property looks at the same texts. */
const formatted = new Map<string, string>();

function format(text: string): string {
    const layout = formatted.get(text) ?? formatSpecification(text);
    if (layout === undefined) throw new Error('The specification does not parse.');
    formatted.set(text, layout);
    return layout;
}

/** Between words of a line, a comment goes with the next, which may begin a line; one of several lines ends a line. */
function mayMove(comment: ReadComment): unknown {
    return comment.place === 'within' ? { ...comment, place: expect.any(String) } : comment;
}

describe('formatting any specification', () => {
    test('keeps what it means', async () => {
        await fc.assert(fc.asyncProperty(noisy, async ({ files }) => {
            const before = await buildModel(files);
            const after = await buildModel(files.map(({ name, text }) => ({ name, text: format(text) })));
            expect(after.diagnostics).toEqual([]);
            expect(withoutOrigins(after.model)).toEqual(withoutOrigins(before.model));
        }), samples(40));
    });

    test('changes nothing the second time', () => {
        fc.assert(fc.property(noisy, ({ files }) => {
            for (const { text } of files) expect(format(format(text))).toBe(format(text));
        }), samples(60));
    });

    test('keeps every comment between the same words, and on its line what stood at its end', () => {
        fc.assert(fc.property(noisy, ({ files }) => {
            for (const { text } of files) expect(readComments(format(text))).toEqual(readComments(text).map(mayMove));
        }), samples(60));
    });

    test('leaves no space at the end of a line, no second blank line, no carriage return', () => {
        fc.assert(fc.property(noisy, ({ files }) => {
            for (const { text } of files) expect(format(text)).not.toMatch(/[ \t]\n|\n\n\n|\r|[^\n]$|\n\n$/);
        }), samples(40));
    });

    test('does not depend on how the words were spaced where their lines were the same', () => {
        fc.assert(fc.property(specification(), fc.constantFrom('  ', '\t', '   '), ({ files }, space) => {
            for (const { text } of files) expect(format(text.replace(/^ +/gm, space).replaceAll(' {', `${space}{`).replaceAll('\n', ' \r\n'))).toBe(format(text));
        }), samples(50));
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
