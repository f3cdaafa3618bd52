/*
 * Times the language server over stdio as an editor sees it: from a keystroke to the diagnostics that it changes, in a file that no
 * other refers to (leaf) and in one that many do (hub), and what requests take.
 * `node scripts/bench/editor.mjs [--messages 10000] [--edits 20]`
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { copyExamples } from './systems.mjs';

const { createProtocolConnection, StreamMessageReader, StreamMessageWriter } = createRequire(import.meta.url)('vscode-languageserver-protocol/node');
const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(root, 'dist/cli/main.js');
if (!existsSync(cli)) {
    console.error("There is no dist/cli/main.js. Run 'npm run build' first.");
    process.exit(2);
}
const { values } = parseArgs({ options: { messages: { type: 'string', default: '10000' }, edits: { type: 'string', default: '20' } } });
const [wanted, edits] = [values.messages, values.edits].map(Number);

const folder = mkdtempSync(join(tmpdir(), 'sluice-editor-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const { texts, messages, declarations } = copyExamples(root, { messages: wanted });
for (const [uri, text] of texts) {
    const path = join(folder, uri.slice('file:///'.length));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
}
writeFileSync(join(folder, 'sluice.config.json'), '{}');

const began = performance.now();
const child = spawn(process.execPath, [cli, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
const diagnostics = new Map();
let notify = () => {};
connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics: found }) => {
    diagnostics.set(uri, found);
    notify();
});
connection.listen();
await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {}, workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'bench' }] });
await connection.sendNotification('initialized', {});

/** A place in a file with a name that some other file, or none, refers to. */
const [leaf, hub] = ['0/shop/shipping.sluice', '0/shop/ordering/messages.sluice'].map(path => {
    const uri = pathToFileURL(join(folder, path)).href;
    return { uri, text: readFileSync(join(folder, path), 'utf8'), version: 1 };
});
await open(leaf);
// A fault that is there from the start shows when the first check is over.
await typed(leaf, text => `${text}\ncontext Broken { topic Faulty { carries Nothing } }\n`, found => found.length > 0);
console.log(`${messages} messages, ${declarations} declarations, ${texts.size} files`);
console.log(`first diagnostics after the start: ${((performance.now() - began) / 1000).toFixed(2)} s`);
await typed(leaf, () => leaf.original, found => !found.some(({ code }) => code === 'unresolved'));
await open(hub);
await connection.sendRequest('textDocument/hover', { textDocument: { uri: hub.uri }, position: { line: 3, character: 3 } });

for (const [name, file] of [['leaf', leaf], ['hub', hub]]) {
    const [resolve, rule, surface] = [[], [], []];
    for (let edit = 0; edit < edits; edit++) {
        const addition = `\ncontext Broken { topic Faulty { carries Nothing${edit} } }\n`;
        resolve.push(await typed(file, text => text + addition, found => found.some(({ code, message }) => code === 'unresolved' && message.includes(`Nothing${edit}'`))));
        await typed(file, () => file.original, found => !found.some(({ code }) => code === 'unresolved'));
        rule.push(await typed(file, text => `${text}\ncontext Broken { event PlaceThing${edit} { key thingId: uuid } }\n`, found => found.some(({ code, message }) => code === 'naming/command-in-disguise' && message.includes(`PlaceThing${edit}'`))));
        surface.push(await typed(file, () => file.original, found => !found.some(({ code }) => code === 'naming/command-in-disguise')));
    }
    report(`${name}: keystroke to an unresolved name`, resolve);
    report(`${name}: keystroke to what a rule finds`, rule);
    report(`${name}: keystroke to its end`, surface);
}
const position = placeOf(hub.text, 'OrderPlaced');
for (const [name, method, more] of [
    ['completion', 'textDocument/completion', {}], ['hover', 'textDocument/hover', {}], ['definition', 'textDocument/definition', {}],
    ['references', 'textDocument/references', { context: { includeDeclaration: true } }], ['semantic tokens', 'textDocument/semanticTokens/full', {}],
    ['call hierarchy', 'textDocument/prepareCallHierarchy', {}], ['code lenses', 'textDocument/codeLens', {}],
    ['inlay hints', 'textDocument/inlayHint', { range: { start: { line: 0, character: 0 }, end: { line: 10_000, character: 0 } } }],
]) {
    const [warm, fresh] = [[], []];
    for (let edit = 0; edit < edits; edit++) {
        const params = { textDocument: { uri: hub.uri }, position, ...more };
        change(hub, `${hub.original}\n// ${edit}\n`);
        fresh.push(await timed(() => connection.sendRequest(method, params)));
        warm.push(await timed(() => connection.sendRequest(method, params)));
    }
    report(`${name}, after an edit`, fresh);
    report(`${name}, again`, warm);
}
const [item] = await connection.sendRequest('textDocument/prepareCallHierarchy', { textDocument: { uri: hub.uri }, position });
for (const direction of ['incoming', 'outgoing']) {
    const times = [];
    for (let edit = 0; edit < edits; edit++) times.push(await timed(() => connection.sendRequest(`callHierarchy/${direction}Calls`, { item })));
    report(`${direction} calls`, times);
}
const memory = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
console.log(`most memory: ${Math.round(Number(memory) / 1000)} MB`);
await connection.sendRequest('shutdown');
await connection.sendNotification('exit');

async function open(file) {
    file.original = file.text;
    await connection.sendNotification('textDocument/didOpen', { textDocument: { uri: file.uri, languageId: 'sluice', version: 1, text: file.text } });
}

function change(file, text) {
    file.text = text;
    void connection.sendNotification('textDocument/didChange', { textDocument: { uri: file.uri, version: ++file.version }, contentChanges: [{ text }] });
}

/** Milliseconds from a change until the diagnostics of its file are as wanted. */
async function typed(file, edit, holds) {
    return timed(async () => {
        change(file, edit(file.original));
        while (!holds(diagnostics.get(file.uri) ?? [])) await new Promise(resolve => notify = resolve);
    });
}

async function timed(work) {
    const before = performance.now();
    await work();
    return performance.now() - before;
}

function placeOf(text, name) {
    const before = text.slice(0, text.indexOf(name) + 2).split('\n');
    return { line: before.length - 1, character: before.at(-1).length };
}

function report(name, times) {
    const sorted = times.toSorted((left, right) => left - right);
    console.log(`${name.padEnd(42)}${sorted[Math.floor(sorted.length / 2)].toFixed(1).padStart(9)} ms median${sorted.at(-1).toFixed(1).padStart(9)} ms slowest`);
}
