import { expect } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic } from '../../src/model/diagnostic.js';
import type { FlowModel } from '../../src/model/flow-model.js';
import { checkModel, type CheckOptions } from '../../src/rules/engine.js';
import { buildModel } from '../support/build-model.js';

/** What a specification means and what is wrong with it; several files are given by name. */
export async function readFlow(files: string | Record<string, string>, options?: CheckOptions): Promise<{ model: FlowModel; diagnostics: Diagnostic[] }> {
    const named = Object.entries(typeof files === 'string' ? { 'flow.sluice': files } : files);
    const { model, diagnostics } = await buildModel(named.map(([name, text]) => ({ name, text })));
    return { model, diagnostics: [...diagnostics, ...checkModel(model, new Map(named.map(([name, text]) => [`file:///${name}`, text])), options)] };
}

/**
 * Checks a specification in which marks stand under what is expected to be found: `^^^^ group/rule` under the characters
 * of the line above (several marks, several lines). Nothing else may be found. Gives the diagnostics for a closer look.
 */
export async function checkFlow(marked: string): Promise<Diagnostic[]> {
    const lines: string[] = [];
    const expected: string[] = [];
    for (const line of marked.split('\n')) {
        const mark = /^(\s*)(\^+)\s+(\S+)\s*$/.exec(line);
        if (!mark) lines.push(line);
        else expected.push(place(lines.length - 1, mark[1]!.length, mark[1]!.length + mark[2]!.length, mark[3]!));
    }
    const { diagnostics } = await readFlow(lines.join('\n'));
    const found = diagnostics.map(({ code, origin: { range: { start, end } } }) => place(start.line, start.character, end.character, code));
    expect(found.sort(), diagnostics.map(({ message }) => message).join('\n')).toEqual(expected.sort());
    return diagnostics.sort((left, right) => left.origin.range.start.line - right.origin.range.start.line || left.origin.range.start.character - right.origin.range.start.character);
}

function place(line: number, start: number, end: number, code: string): string {
    return `${String(line + 1).padStart(3)}:${start + 1}-${end + 1} ${code}`;
}

/** A text with a fix's edits made; all of them must be of this file. */
export function applyFix(text: string, { edits }: Diagnostic['fixes'][number]): string {
    return TextDocument.applyEdits(TextDocument.create('', 'sluice', 0, text), edits);
}
