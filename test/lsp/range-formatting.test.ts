import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { formatSpecification } from '../../src/language/formatter.js';
import { formatRange } from '../../src/lsp/range-formatting.js';
import { samples } from '../support/properties.js';
import { specification } from '../support/random-specification.js';

function formatLines(text: string, first: number, last: number): string {
    const textDocument = TextDocument.create('file:///flow.sluice', 'sluice', 1, text);
    const range = { start: { line: first, character: 3 }, end: { line: last, character: 1 } };
    return TextDocument.applyEdits(textDocument, formatRange({ textDocument } as Parameters<typeof formatRange>[0], range, formatSpecification));
}

describe('formatting of a range', () => {
    const messy = 'context   Shop {\n     event A {  key id: uuid }\n  event    B {   key id: uuid }\n     event C {}   // why\n\n\n}\n';

    it('lays out its lines and leaves the others alone', () => {
        expect(formatLines(messy, 2, 2)).toBe('context   Shop {\n     event A {  key id: uuid }\n  event B { key id: uuid }\n     event C {}   // why\n\n\n}\n');
        expect(formatLines(messy, 0, 1)).toBe('context Shop {\n  event A { key id: uuid }\n  event    B {   key id: uuid }\n     event C {}   // why\n\n\n}\n');
        expect(formatLines(messy.replaceAll('\n', '\r\n'), 2, 2)).toContain('\n  event B { key id: uuid }\r\n     event C {}');
    });

    it('leaves text with mistakes alone', () => {
        expect(formatLines(`${messy}context {`, 1, 2)).toBe(`${messy}context {`);
        expect(formatLines('', 0, 0)).toBe('');
    });

    it('is a part of formatting the whole', () => {
        fc.assert(fc.property(specification({ spaces: true, comments: true }), fc.nat(), fc.nat(), ({ files }, start, length) => {
            for (const { name, text } of files) {
                const document = TextDocument.create(name, 'sluice', 1, text);
                const first = start % document.lineCount;
                const last = Math.min(document.lineCount - 1, first + length % 10);
                const whole = formatSpecification(text)!;
                const partly = formatLines(text, first, last);
                expect(formatSpecification(partly)).toBe(whole);
                expect(formatLines(text, 0, document.lineCount - 1)).toBe(whole);
                expect(partly.startsWith(text.slice(0, document.offsetAt({ line: first, character: 0 })).trimEnd())).toBe(true);
                expect(partly.endsWith(text.slice(document.offsetAt({ line: last + 1, character: 0 })))).toBe(true);
            }
        }), samples(12));
    });
});
