import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type * as lsp from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createProtocolConnection, LogMessageNotification, PublishDiagnosticsNotification, RegistrationRequest, StreamMessageReader, StreamMessageWriter, type ProtocolConnection } from 'vscode-languageserver-protocol/node';
import { startLanguageServer } from '../../src/server/start.js';

/** An editor that knows nothing of Sluice: a folder, the protocol, and what the server said about each file. */
export class Editor {
    readonly diagnostics = new Map<string, lsp.Diagnostic[]>();
    readonly messages: string[] = [];
    /** What the server has asked to be told of. */
    readonly registrations: lsp.Registration[] = [];
    readonly folder: string;
    initialized!: lsp.InitializeResult;
    private readonly waiting = new Set<() => void>();
    private readonly versions = new Map<string, number>();
    private readonly texts = new Map<string, string>();

    private constructor(
        private readonly server: PassThrough,
        readonly connection: ProtocolConnection,
        files: Record<string, string>,
    ) {
        this.folder = mkdtempSync(join(tmpdir(), 'sluice-editor-'));
        for (const [name, text] of Object.entries(files)) this.write(name, text);
    }

    /** Opens a folder with `files` in a server of its own, which runs in this process: to start one costs more than most tests. */
    static async open(files: Record<string, string>, capabilities: lsp.ClientCapabilities = {}): Promise<Editor> {
        const server = new PassThrough();
        const answers = new PassThrough();
        startLanguageServer({ transport: { reader: new StreamMessageReader(server), writer: new StreamMessageWriter(answers) } });
        const connection = createProtocolConnection(new StreamMessageReader(answers), new StreamMessageWriter(server));
        const editor = new Editor(server, connection, files);
        connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
            editor.diagnostics.set(uri, diagnostics);
            for (const check of editor.waiting) check();
        });
        connection.onNotification(LogMessageNotification.type, ({ message }) => {
            editor.messages.push(message);
        });
        connection.onRequest(RegistrationRequest.type, ({ registrations }) => {
            editor.registrations.push(...registrations);
        });
        connection.listen();
        editor.initialized = await connection.sendRequest('initialize', {
            processId: null, rootUri: null, capabilities,
            workspaceFolders: [{ uri: pathToFileURL(editor.folder).toString(), name: 'test' }],
        });
        await connection.sendNotification('initialized', {});
        return editor;
    }

    uri(name: string): string {
        return pathToFileURL(join(this.folder, name)).toString();
    }

    /** Writes a file behind the server's back. */
    write(name: string, text: string): void {
        const path = join(this.folder, name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
    }

    /** Opens a document with the text that it is to have. */
    async show(name: string, text: string): Promise<void> {
        this.versions.set(name, 1);
        this.texts.set(name, text);
        await this.connection.sendNotification('textDocument/didOpen', { textDocument: { uri: this.uri(name), languageId: name.endsWith('.json') ? 'json' : 'sluice', version: 1, text } });
    }

    /** Types: the document's text becomes `text`. */
    async type(name: string, text: string): Promise<void> {
        const version = this.versions.get(name)! + 1;
        this.versions.set(name, version);
        this.texts.set(name, text);
        await this.connection.sendNotification('textDocument/didChange', { textDocument: { uri: this.uri(name), version }, contentChanges: [{ text }] });
    }

    /** Closes a document, with whatever was typed into it. */
    async hide(name: string): Promise<void> {
        this.versions.delete(name);
        this.texts.delete(name);
        await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri: this.uri(name) } });
    }

    async notifyChanged(name: string, type: 1 | 2 | 3): Promise<void> {
        await this.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: this.uri(name), type }] });
    }

    /** Waits until the codes of what is wrong in a document are these, in the order of the text. */
    async expectCodes(name: string, codes: string[]): Promise<lsp.Diagnostic[]> {
        const wanted = JSON.stringify([...codes].sort());
        return this.until(name, found => JSON.stringify(found.map(({ code }) => String(code)).sort()) === wanted, () => `the codes ${wanted}`);
    }

    /** Waits until what is wrong in a document holds `code`, or holds it no more. */
    async expectCode(name: string, code: string, options: { present: boolean } = { present: true }): Promise<lsp.Diagnostic[]> {
        return this.until(name, found => found.some(diagnostic => diagnostic.code === code) === options.present, () => `${options.present ? '' : 'no '}'${code}'`);
    }

    private async until(name: string, holds: (found: lsp.Diagnostic[]) => boolean, wanted: () => string): Promise<lsp.Diagnostic[]> {
        const current = () => this.diagnostics.get(this.uri(name)) ?? [];
        if (!holds(current())) {
            await new Promise<void>((resolve, reject) => {
                const timer = setTimeout(() => {
                    this.waiting.delete(check);
                    reject(new Error(`Waited for ${wanted()} in ${name}; it has ${JSON.stringify(current().map(({ code, message }) => `${code}: ${message}`))}`));
                }, 10_000);
                const check = () => {
                    if (!holds(current())) return;
                    clearTimeout(timer);
                    this.waiting.delete(check);
                    resolve();
                };
                this.waiting.add(check);
            });
        }
        return current();
    }

    /** The parameters of a request about the place of `marker` in a document's text, `offset` characters into it. */
    at(name: string, marker: string, offset = 0): lsp.TextDocumentPositionParams {
        const text = this.texts.get(name)!;
        const index = text.indexOf(marker);
        if (index < 0) throw new Error(`There is no '${marker}' in ${name}.`);
        const before = text.slice(0, index + offset).split('\n');
        return { textDocument: { uri: this.uri(name) }, position: { line: before.length - 1, character: before.at(-1)!.length } };
    }

    /** A range of a document, as its text. */
    textAt(uri: string, { start, end }: lsp.Range): string {
        const name = [...this.texts.keys()].find(each => this.uri(each) === uri)!;
        const lines = this.texts.get(name)!.split('\n');
        if (start.line === end.line) return lines[start.line]!.slice(start.character, end.character);
        return [lines[start.line]!.slice(start.character), ...lines.slice(start.line + 1, end.line), lines[end.line]!.slice(0, end.character)].join('\n');
    }

    /** A document's text after `edits`. */
    applied(name: string, edits: lsp.TextEdit[]): string {
        return TextDocument.applyEdits(TextDocument.create(this.uri(name), 'sluice', 0, this.texts.get(name)!), edits);
    }

    async close(): Promise<void> {
        await this.connection.sendRequest('shutdown');
        this.connection.dispose();
        this.server.end();
        rmSync(this.folder, { recursive: true, force: true });
    }
}
