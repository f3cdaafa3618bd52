import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import type * as lsp from 'vscode-languageserver-protocol';
import { damagedSpecification } from '../support/damaged-specification.js';
import { samples } from '../support/properties.js';
import { Editor } from './editor.js';

let editor: Editor;

afterEach(() => editor.close());

/** Everything that an editor asks about a place, and about what it was answered. */
async function askAboutPlace({ textDocument, position }: lsp.TextDocumentPositionParams): Promise<void> {
    const ask = <R = unknown>(method: string, more: object = {}) => editor.connection.sendRequest<R | null>(method, { textDocument, position, ...more });
    await ask('textDocument/codeAction', { range: { start: position, end: position }, context: { diagnostics: [] } });
    await ask('textDocument/selectionRange', { positions: [position] });
    await ask('textDocument/typeDefinition');
    await ask('textDocument/declaration');
    await ask('textDocument/signatureHelp');
    await ask('textDocument/linkedEditingRange');
    for (const item of await ask<lsp.TypeHierarchyItem[]>('textDocument/prepareTypeHierarchy') ?? []) {
        await ask('typeHierarchy/supertypes', { item });
        await ask('typeHierarchy/subtypes', { item });
    }
    await ask('textDocument/onTypeFormatting', { ch: '}', options: { tabSize: 2, insertSpaces: true } });
    await ask('textDocument/rangeFormatting', { range: { start: position, end: position }, options: { tabSize: 2, insertSpaces: true } });
    for (const item of await ask<lsp.CallHierarchyItem[]>('textDocument/prepareCallHierarchy') ?? []) {
        await ask('callHierarchy/incomingCalls', { item });
        await ask('callHierarchy/outgoingCalls', { item });
    }
}

/** Everything that an editor asks about a file as a whole. */
async function askAboutFile({ textDocument }: lsp.TextDocumentPositionParams): Promise<void> {
    const ask = (method: string, more: object = {}) => editor.connection.sendRequest(`textDocument/${method}`, { textDocument, ...more });
    await ask('codeLens');
    await ask('documentLink');
    const range = { start: { line: 0, character: 0 }, end: { line: 10_000, character: 0 } };
    await ask('inlayHint', { range });
    await ask('codeAction', { range, context: { diagnostics: [] } });
}

it('answers every request about a file that somebody is writing', async () => {
    editor = await Editor.open({ 'sluice.config.json': '{}' });
    const shown = new Set<string>();
    await fc.assert(fc.asyncProperty(damagedSpecification(), fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }), async ({ files }, places) => {
        for (const { name, text } of files) {
            if (shown.has(name)) await editor.type(name, text);
            else await editor.show(name, text);
            shown.add(name);
        }
        for (const { name, text } of files) {
            await askAboutFile(editor.at(name, text));
            for (const place of places) await askAboutPlace(editor.at(name, text, Math.floor(place * text.length)));
        }
        expect(editor.messages).toEqual([]);
    }), samples(8));
});
