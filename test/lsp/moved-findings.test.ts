import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { moveFindings } from '../../src/lsp/moved-findings.js';
import type { Diagnostic } from '../../src/model/diagnostic.js';

const words = fc.array(fc.constantFrom('event', 'Order', 'Placed', '{', '}', '\n', ' ', 'é'), { maxLength: 30 }).map(parts => parts.join(''));

function findingAt(text: string, from: number, to: number): Diagnostic {
    const document = TextDocument.create('', '', 0, text);
    return {
        code: 'naming/past-tense', severity: 'error', message: 'm', related: [], fixes: [{ title: 'f', safe: true, edits: [] }],
        origin: { uri: 'file:///a.sluice', range: { start: document.positionAt(from), end: document.positionAt(to) } },
    };
}

function wordOf(text: string, { origin: { range } }: Diagnostic): string {
    const document = TextDocument.create('', '', 0, text);
    return text.slice(document.offsetAt(range.start), document.offsetAt(range.end));
}

it('what stands outside of an edit keeps its words, whatever is written before it', () => {
    fc.assert(fc.property(words, words, words, fc.nat(), fc.nat(), (before, middle, after, at, length) => {
        const from = before + after;
        const to = before + middle + after;
        const start = at % (from.length + 1);
        const end = Math.min(from.length, start + 1 + length % 6);
        const finding = findingAt(from, start, end);
        const moved = moveFindings([finding], { from, to });
        for (const each of moved) expect(wordOf(to, each)).toBe(wordOf(from, finding));
        if (from !== to) for (const each of moved) expect(each.fixes).toEqual([]);
    }));
});

it('what was about the words that have changed is left out', () => {
    const from = 'context A { event PlaceOrder {} event Second {} }';
    const to = 'context A { event PlacedOrder {}\n event Second {} }';
    const findings = ['context', 'PlaceOrder', 'Second'].map(word => findingAt(from, from.indexOf(word), from.indexOf(word) + word.length));
    expect(moveFindings(findings, { from, to }).map(({ origin }) => origin.range)).toEqual([
        { start: { line: 0, character: 0 }, end: { line: 0, character: 7 } },
        { start: { line: 1, character: 7 }, end: { line: 1, character: 13 } },
    ]);
});
