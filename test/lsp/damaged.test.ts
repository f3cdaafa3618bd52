import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type * as lsp from 'vscode-languageserver-protocol';
import { LSPErrorCodes } from 'vscode-languageserver-protocol';
import { damagedSpecification } from '../support/damaged-specification.js';
import { samples } from '../support/properties.js';
import { Editor } from './editor.js';

let editor: Editor;

afterEach(() => editor.close());

/** Everything that an editor asks about a place, and about what it was answered. */
async function askAboutPlace({ textDocument, position }: lsp.TextDocumentPositionParams): Promise<void> {
    const ask = <R = unknown>(method: string, more: object = {}) => editor.connection.sendRequest<R | null>(method, { textDocument, position, ...more });
    for (const question of ['completion', 'hover', 'definition', 'documentHighlight']) await ask(`textDocument/${question}`);
    // That there is nothing to rename is an answer as well, with a sentence for whoever asked.
    await ask('textDocument/prepareRename').catch((error: unknown) => expect(error).toMatchObject({ code: LSPErrorCodes.RequestFailed }));
    await ask('textDocument/references', { context: { includeDeclaration: true } });
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
    for (const question of ['codeLens', 'documentSymbol', 'foldingRange', 'semanticTokens/full']) await ask(question);
    await ask('formatting', { options: { tabSize: 2, insertSpaces: true } });
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

const declaration = 'context Shop { event OrderPlaced { key orderId: uuid } }\n';
const tenMillion = 10_000_000;

describe('a file that nobody wrote', () => {
    it.each([
        ['ten million zero bytes', '\0'.repeat(tenMillion), 'This file is no text: it has a zero byte here. Only what is written in the language can be read.', 0],
        ['a program that was taken for text', `${declaration}\uFFFDELF\0\uFFFD\uFFFD`.repeat(tenMillion / 100), 'This file is no text: it has a zero byte here. Only what is written in the language can be read.', 1],
        ['ten million characters of declarations', declaration.repeat(Math.ceil(tenMillion / declaration.length)), 'This file has 10.1 million characters, and files of up to 4 million are read. Divide it: a system may have any number of files.', 0],
        ['ten million brackets on one line', '{'.repeat(tenMillion), 'This file has 10 million characters, and files of up to 4 million are read. Divide it: a system may have any number of files.', 0],
    ])('%s', async (_, text, message, line) => {
        const other = 'context Billing { event InvoiceSent { key invoiceId: uuidd } }\n';
        editor = await Editor.open({ 'sluice.config.json': '{}', 'billing.sluice': other });
        await editor.show('strange.sluice', text);
        const [found, ...others] = await editor.expectCodes('strange.sluice', ['syntax']);
        expect(others).toEqual([]);
        expect(found!.message).toBe(message);
        expect(found!.range.start.line).toBe(line);
        const place = { textDocument: { uri: editor.uri('strange.sluice') }, position: { line: 0, character: 20 } };
        await askAboutFile(place);
        await askAboutPlace(place);
        // What is beside it is checked as ever.
        await editor.expectCode('billing.sluice', 'unresolved');
        await editor.type('strange.sluice', declaration);
        await editor.expectCode('strange.sluice', 'syntax', { present: false });
        expect(editor.messages).toEqual([]);
    });
});
