import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { formatSpecification } from '../../src/language/formatter.js';
import { formatDocument } from '../../src/lsp/formatting.js';
import { samples } from '../support/properties.js';
import { specification } from '../support/random-specification.js';

/** The text that an editor has after the edits, with lines that end in `\n`. */
function edited(text: string): string {
    const document = TextDocument.create('file:///a.sluice', 'sluice', 1, text);
    return TextDocument.applyEdits(document, formatDocument(text, formatSpecification)).replaceAll(/\r\n?/g, '\n');
}

test('the edits make of any text its layout', () => {
    fc.assert(fc.property(specification({ comments: true, spaces: true }), ({ files }) => {
        for (const { text } of files) expect(edited(text)).toBe(formatSpecification(text));
    }), samples(40));
});

test.each(['\n', '\r\n'])('only lines that differ are edited, whatever they end with: %j', end => {
    const text = ['context A {', '  event B {', 'x: int', '  }', '  event C', '}', ''].join(end);
    expect(formatDocument(text, formatSpecification)).toEqual([{ range: { start: { line: 2, character: 0 }, end: { line: 2, character: 6 } }, newText: '    x: int' }]);
    expect(formatDocument(formatSpecification(text)!.replaceAll('\n', end), formatSpecification)).toEqual([]);
});

test.each([['', ''], ['\n', ''], ['\n\n  ', ''], ['// a', '// a\n'], ['\n// a', '// a\n'], ['// a\n\n\n', '// a\n'], ['// a\n\n\n\n// b', '// a\n\n// b\n'], ['// a\r\r\r\r// b', '// a\n\n// b\n']])('the ends of a file are edited too: %j', (text, layout) => {
    expect(edited(text)).toBe(layout);
});

test('text that does not parse is left alone', () => {
    expect(formatDocument('context   A {', formatSpecification)).toEqual([]);
});
