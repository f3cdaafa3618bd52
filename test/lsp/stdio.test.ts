import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, inject, it } from 'vitest';
import type * as lsp from 'vscode-languageserver-protocol';
import { CancellationTokenSource, createMessageConnection, IPCMessageReader, IPCMessageWriter, StreamMessageReader, StreamMessageWriter, type MessageConnection } from 'vscode-languageserver-protocol/node';
import { createFolder } from '../support/run-cli.js';

const text = 'context Shop {\n  command PlaceOrder { key orderId: uuid }\n  service Desk { handle PlaceOrder }\n}\n';

/** A client of another maker: `sluice lsp --stdio` as it is packaged, and nothing but the protocol. */
class Client {
    readonly connection: MessageConnection;
    readonly problems: unknown[] = [];
    /** The exit code; null where the process was killed. */
    readonly ended: Promise<number | null>;
    private readonly server: ChildProcess;
    readonly published: lsp.PublishDiagnosticsParams[] = [];
    private notify = () => undefined as void;

    constructor({ transport }: { transport: 'stdio' | 'node-ipc' } = { transport: 'stdio' }) {
        this.server = spawn(process.execPath, [inject('cliPath'), 'lsp', `--${transport}`], { stdio: ['pipe', 'pipe', 'inherit', ...(transport === 'node-ipc' ? ['ipc' as const] : [])] });
        this.ended = new Promise(resolve => this.server.once('close', resolve));
        const [reader, writer] = transport === 'stdio'
            ? [new StreamMessageReader(this.server.stdout!), new StreamMessageWriter(this.server.stdin!)]
            : [new IPCMessageReader(this.server), new IPCMessageWriter(this.server)];
        // Whatever is no message between the messages would be a problem here.
        reader.onError(error => this.problems.push(error));
        this.connection = createMessageConnection(reader, writer);
        this.connection.onNotification('textDocument/publishDiagnostics', (params: lsp.PublishDiagnosticsParams) => {
            this.published.push(params);
            this.notify();
        });
        this.connection.listen();
    }

    async initialize(parameters: Partial<lsp.InitializeParams> = {}): Promise<lsp.InitializeResult> {
        const result = await this.connection.sendRequest<lsp.InitializeResult>('initialize', { processId: process.pid, rootUri: null, capabilities: {}, ...parameters });
        await this.connection.sendNotification('initialized', {});
        return result;
    }

    async open(uri: string, content: string, languageId = 'sluice'): Promise<void> {
        await this.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text: content } });
    }

    hover(uri: string, position: lsp.Position = { line: 1, character: 12 }): Promise<lsp.Hover | null> {
        return this.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position });
    }

    /** Waits for diagnostics of a document that hold so many. */
    async diagnostics(uri: string, count: number): Promise<lsp.Diagnostic[]> {
        for (;;) {
            const last = this.published.findLast(each => each.uri === uri);
            if (last?.diagnostics.length === count) return last.diagnostics;
            await new Promise<void>(resolve => this.notify = resolve);
        }
    }

    write(bytes: string): void {
        this.server.stdin!.write(bytes);
    }

    closeInput(): void {
        this.server.stdin!.end();
    }

    async shutDown(): Promise<number | null> {
        await this.connection.sendRequest('shutdown');
        await this.connection.sendNotification('exit');
        return this.ended;
    }

    dispose(): void {
        this.connection.dispose();
        this.server.kill();
    }
}

let client: Client;
afterEach(() => {
    expect(client.problems).toEqual([]);
    client.dispose();
});

function frame(body: string): string {
    return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

describe('sluice lsp --stdio', () => {
    it('goes through a session, from the first request to the exit', async () => {
        const folder = createFolder({ 'shop.sluice': text });
        const uri = pathToFileURL(`${folder}/shop.sluice`).toString();
        client = new Client();
        const { serverInfo, capabilities } = await client.initialize({ workspaceFolders: [{ uri: pathToFileURL(folder).toString(), name: 'shop' }] });
        expect(serverInfo).toEqual({ name: 'sluice', version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
        expect(capabilities).toMatchObject({ hoverProvider: true, renameProvider: { prepareProvider: true } });
        await client.open(uri, text.replace('handle PlaceOrder', 'handle PlaceOrdr'));
        expect(await client.diagnostics(uri, 1)).toEqual(expect.arrayContaining([expect.objectContaining({ code: 'unresolved', source: 'sluice' })]));
        const line = text.split('\n')[2]!;
        const at = line.indexOf('PlaceOrder') + 'PlaceOrd'.length;
        await client.connection.sendNotification('textDocument/didChange', {
            textDocument: { uri, version: 2 }, contentChanges: [{ range: { start: { line: 2, character: at }, end: { line: 2, character: at } }, text: 'e' }],
        });
        expect(await client.diagnostics(uri, 0)).toEqual([]);
        expect(JSON.stringify(await client.hover(uri))).toContain('command PlaceOrder');
        expect(await client.shutDown()).toBe(0);
    });

    it('knows documents that have no file', async () => {
        client = new Client();
        await client.initialize();
        await client.open('untitled:Untitled-1', text);
        await client.open('untitled:Untitled-2', 'context Shop {');
        expect(await client.diagnostics('untitled:Untitled-2', 1)).toMatchObject([{ code: 'syntax' }]);
        expect(JSON.stringify(await client.hover('untitled:Untitled-1'))).toContain('command PlaceOrder');
        expect(await client.shutDown()).toBe(0);
    });

    it('leaves documents of other languages alone', async () => {
        client = new Client();
        await client.initialize();
        await client.open('file:///notes/readme.md', '# Shop', 'markdown');
        await client.open('file:///notes/shop.sluice', 'context Shop {');
        await client.diagnostics('file:///notes/shop.sluice', 1);
        expect(client.published.map(({ uri }) => uri)).toEqual(['file:///notes/shop.sluice']);
    });

    it('answers RequestCancelled to what was cancelled, and the rest as ever', async () => {
        client = new Client();
        await client.initialize();
        await client.open('untitled:Untitled-1', text);
        const source = new CancellationTokenSource();
        const at = { textDocument: { uri: 'untitled:Untitled-1' }, position: { line: 1, character: 12 } };
        const asked = [client.connection.sendRequest('textDocument/hover', at, source.token), client.connection.sendRequest('textDocument/references', { ...at, context: { includeDeclaration: true } }, source.token)];
        source.cancel();
        for (const answer of asked) await expect(answer).rejects.toMatchObject({ code: -32800 });
        expect(await client.hover('untitled:Untitled-1')).not.toBeNull();
    });

    it('goes on after bodies that are no JSON, or no messages', async () => {
        client = new Client();
        await client.initialize();
        for (const body of ['{ "jsonrpc": oops', '', '[]', '3', 'null', '{}', '{"jsonrpc":"2.0","id":7}', '\u0000', '{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{}}', '{"jsonrpc":"2.0","method":"textDocument/didChange"}']) client.write(frame(body));
        await client.open('untitled:Untitled-1', text);
        expect(await client.hover('untitled:Untitled-1')).not.toBeNull();
        expect(await client.shutDown()).toBe(0);
    });

    it('says what is wrong with a request by the codes of the protocol', async () => {
        client = new Client();
        await expect(client.hover('untitled:Untitled-1')).rejects.toMatchObject({ code: -32002 });
        await client.initialize();
        await client.open('untitled:Untitled-1', text);
        await expect(client.connection.sendRequest('textDocument/brew', {})).rejects.toMatchObject({ code: -32601 });
        await expect(client.connection.sendRequest('textDocument/hover', {})).rejects.toMatchObject({ code: -32602 });
        expect(await client.hover('untitled:Untitled-1', { line: 10_000, character: 10_000 })).toBeNull();
        expect(await client.hover('file:///%E0%A4%A')).toBeNull();
        await client.connection.sendRequest('shutdown');
        await expect(client.hover('untitled:Untitled-1')).rejects.toMatchObject({ code: -32600 });
    });

    it('ends with code 1 without a shutdown, and when the editor is gone', async () => {
        client = new Client();
        await client.initialize();
        await client.connection.sendNotification('exit');
        expect(await client.ended).toBe(1);
        client.dispose();

        client = new Client();
        await client.initialize();
        client.closeInput();
        expect(await client.ended).toBe(1);
        client.dispose();

        client = new Client();
        const gone = spawnSync(process.execPath, ['--version']).pid;
        await client.initialize({ processId: gone });
        expect(await client.ended).toBe(1);
    });
});

it('sluice lsp --node-ipc talks over the channel of the process that has started it', async () => {
    client = new Client({ transport: 'node-ipc' });
    expect((await client.initialize()).serverInfo).toMatchObject({ name: 'sluice' });
    await client.open('untitled:Untitled-1', text);
    expect(JSON.stringify(await client.hover('untitled:Untitled-1'))).toContain('command PlaceOrder');
    expect(await client.shutDown()).toBe(0);
});
