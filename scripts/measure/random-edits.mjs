/*
 * Edits an example at random in a language server over stdio, and compares after each edit what it says of all files with what a
 * server says that sees the same texts for the first time. `node scripts/measure/random-edits.mjs [--edits 10000] [--seed 1]
 * [--example shop]`; ends with 1 at the first difference, whose edits it tells.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({ options: { edits: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' }, example: { type: 'string', default: 'shop' } } });
const count = Number(values.edits);
const scratch = mkdtempSync(join(tmpdir(), 'sluice-random-edits-'));
const random = createRandom(Number(values.seed));
const pick = list => list[Math.floor(random() * list.length)];

/** How long a server may take to say what it says in the end; only where it differs is that waited for. */
const patience = 5000;
/** A server sees a folder for the first time however many it saw before; a new one now and then makes sure of it. */
const startsAfter = 200;

const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), 'cli', '--out', scratch], { encoding: 'utf8' });
if (status !== 0) throw new Error(stderr);

class Server {
    diagnostics = new Map();
    #changed = new Set();

    static async start(folder) {
        const server = new Server();
        server.child = spawn(process.execPath, [join(scratch, 'cli/main.js'), 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
        server.child.once('exit', code => {
            if (!server.isClosed) fail(`The server ended with ${code}.`);
        });
        server.connection = createProtocolConnection(new StreamMessageReader(server.child.stdout), new StreamMessageWriter(server.child.stdin));
        server.connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) => {
            if (diagnostics.length === 0) server.diagnostics.delete(uri);
            else server.diagnostics.set(uri, diagnostics);
            for (const look of server.#changed) look();
        });
        server.connection.onNotification('window/logMessage', ({ message }) => fail(`The server reports: ${message}`));
        server.connection.listen();
        await server.connection.sendRequest('initialize', {
            processId: process.pid, rootUri: null, capabilities: { workspace: { workspaceFolders: true } }, workspaceFolders: folder ? [{ uri: toUri(folder), name: 'system' }] : [],
        });
        await server.connection.sendNotification('initialized', {});
        return server;
    }

    notify(method, params) {
        return this.connection.sendNotification(method, params);
    }

    /** What is told of the files in `folder`, relative to it, once everything has been looked at. */
    async told(folder) {
        await this.connection.sendRequest('sluice/system');
        return this.toldNow(folder);
    }

    toldNow(folder) {
        const prefix = `${toUri(folder)}/`;
        const of = [...this.diagnostics].filter(([uri]) => uri.startsWith(prefix)).flatMap(([uri, list]) => list.map(diagnostic => `${uri}: ${JSON.stringify(diagnostic)}`));
        return of.map(line => line.replaceAll(prefix, '')).sort();
    }

    /** Waits until `isDone`, asked after each message about diagnostics; whether it came to that. */
    until(isDone) {
        return new Promise(resolve => {
            const end = result => {
                clearTimeout(timer);
                this.#changed.delete(look);
                resolve(result);
            };
            const timer = setTimeout(() => end(false), patience);
            const look = () => {
                if (isDone()) end(true);
            };
            this.#changed.add(look);
            look();
        });
    }

    async close() {
        this.isClosed = true;
        await this.connection.sendRequest('shutdown');
        const ended = new Promise(resolve => this.child.once('exit', resolve));
        await this.notify('exit');
        await ended;
    }
}

const originals = readExample(join(root, 'examples', values.example));
const names = [...originals.keys()];
const hotFolder = join(scratch, 'hot');
writeAll(hotFolder, originals);
/** By name; a file that is not there is missing. */
const texts = new Map(originals);
const open = new Map();
const log = [];
const kinds = { remove: 0, insert: 0, swap: 0, word: 0, rename: 0, delete: 0, create: 0, open: 0, close: 0, restore: 0 };
const snippets = ['context Other {', '}', '{', ' public', 'event OrderPlaced {}', 'event OrderPlaced { key id: uuid }', 'command PlaceOrder {}', 'key ', '// sluice-ignore naming/past-tense: why not\n', '"', '->', ' send ', 'version 2 ', '/*', '*/', '?', '\n', 'topic T { carries ', ' on ', '@deprecated', '///', '\u{1F600}', '\0', '\r\n'];

const hot = await Server.start(hotFolder);
let cold;
const started = performance.now();
for (let number = 1; number <= count; number++) {
    if ((number - 1) % startsAfter === 0) {
        await cold?.close();
        cold = await Server.start();
    }
    await edit();
    const coldFolder = join(scratch, `cold-${number}`);
    writeAll(coldFolder, texts);
    await cold.notify('workspace/didChangeWorkspaceFolders', { event: { added: [{ uri: toUri(coldFolder), name: 'cold' }], removed: [] } });
    const [after, fresh] = await Promise.all([hot.told(hotFolder), cold.told(coldFolder)]);
    const same = () => JSON.stringify(hot.toldNow(hotFolder)) === JSON.stringify(cold.toldNow(coldFolder));
    if (JSON.stringify(after) !== JSON.stringify(fresh) && !(await Promise.race([hot.until(same), cold.until(same)])) && !same()) {
        const [left, right] = [hot.toldNow(hotFolder), cold.toldNow(coldFolder)];
        console.log(`After ${number} edits the server knows what a fresh one does not:\n  ${left.filter(line => !right.includes(line)).join('\n  ')}\nand the fresh one what it does not:\n  ${right.filter(line => !left.includes(line)).join('\n  ')}`);
        console.log(`The last edits:\n  ${log.slice(-5).join('\n  ')}`);
        const kept = mkdtempSync(join(tmpdir(), 'sluice-random-edits-difference-'));
        writeAll(kept, texts);
        fail(`The texts are in ${kept}.`);
    }
    await cold.notify('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: [{ uri: toUri(coldFolder), name: 'cold' }] } });
    rmSync(coldFolder, { recursive: true });
    if (number % 100 === 0) console.log(`${number} edits, ${Math.round((performance.now() - started) / number)} ms each`);
}
await hot.close();
await cold.close();
rmSync(scratch, { recursive: true });
console.log(`${count} edits, none with a difference (${Object.entries(kinds).map(([kind, times]) => `${kind} ${times}`).join(', ')}).`);

/** Does something to a file that its state allows. */
async function edit() {
    const name = pick(names.filter(each => each.endsWith('.sluice')));
    const text = texts.get(name);
    if (text === undefined) return random() < 0.3 ? put('create', name, originals.get(name)) : put('create', name, pick(snippets));
    const roll = random();
    if (roll < 0.3) return put('restore', name, originals.get(name));
    if (roll < 0.36) return remove(name);
    if (roll < 0.42) return open.has(name) ? closeFile(name) : openFile(name);
    if (roll < 0.5) return rename(name);
    const place = Math.floor(random() * text.length);
    if (roll < 0.65) return put('remove', name, text.slice(0, place) + text.slice(place + 1 + Math.floor(random() * (random() < 0.1 ? 400 : 40))));
    if (roll < 0.8) return put('insert', name, text.slice(0, place) + pick(snippets) + text.slice(place));
    if (roll < 0.9) {
        const lines = text.split('\n');
        const [left, right] = [Math.floor(random() * lines.length), Math.floor(random() * lines.length)];
        [lines[left], lines[right]] = [lines[right], lines[left]];
        return put('swap', name, lines.join('\n'));
    }
    const word = pick([...text.matchAll(/[A-Za-z]\w*/g)]);
    return word && put('word', name, `${text.slice(0, word.index)}${pick(['Thing', 'OrderPlaced', 'orderId', 'public', 'Ordering', 'event'])}${text.slice(word.index + word[0].length)}`);
}

/** Gives a file another text, where it is open by the smallest change, as editors do. */
async function put(kind, name, text) {
    note(kind, name);
    const before = texts.get(name);
    texts.set(name, text);
    const uri = toUri(join(hotFolder, name));
    if (!open.has(name)) {
        writeAll(hotFolder, new Map([[name, text]]));
        return hot.notify('workspace/didChangeWatchedFiles', { changes: [{ uri, type: before === undefined ? 1 : 2 }] });
    }
    let start = 0;
    while (start < before.length && start < text.length && before[start] === text[start]) start++;
    let end = 0;
    while (end < before.length - start && end < text.length - start && before.at(-1 - end) === text.at(-1 - end)) end++;
    const document = TextDocument.create(uri, 'sluice', 0, before);
    const range = { start: document.positionAt(start), end: document.positionAt(before.length - end) };
    // Between the characters of a line break there is no place to name.
    const isExact = document.offsetAt(range.start) === start && document.offsetAt(range.end) === before.length - end;
    const version = open.get(name) + 1;
    open.set(name, version);
    return hot.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [isExact ? { range, text: text.slice(start, text.length - end) } : { text }] });
}

async function remove(name) {
    note('delete', name);
    const uri = toUri(join(hotFolder, name));
    if (open.delete(name)) await hot.notify('textDocument/didClose', { textDocument: { uri } });
    texts.delete(name);
    rmSync(join(hotFolder, name), { force: true });
    await hot.notify('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 3 }] });
}

function openFile(name) {
    note('open', name);
    open.set(name, 1);
    return hot.notify('textDocument/didOpen', { textDocument: { uri: toUri(join(hotFolder, name)), languageId: 'sluice', version: 1, text: texts.get(name) } });
}

/** Closing saves first. */
async function closeFile(name) {
    note('close', name);
    open.delete(name);
    writeAll(hotFolder, new Map([[name, texts.get(name)]]));
    await hot.notify('textDocument/didClose', { textDocument: { uri: toUri(join(hotFolder, name)) } });
}

/** Renames what is at some word, in all files, where the server allows it. */
async function rename(name) {
    const text = texts.get(name);
    const uri = toUri(join(hotFolder, name));
    const word = pick([...text.matchAll(/[A-Za-z]\w*/g)]);
    if (!word) return;
    const position = TextDocument.create(uri, 'sluice', 0, text).positionAt(word.index);
    const changes = await hot.connection.sendRequest('textDocument/rename', { textDocument: { uri }, position, newName: `${word[0]}X` }).then(result => result?.changes ?? {}, error => {
        // The server says why it cannot be; what fails inside is reported in its log, too, and ends this.
        if (!/[.!?]$/.test(error.message)) fail(`Renaming fails with '${error.message}'.`);
        return {};
    });
    for (const [changed, edits] of Object.entries(changes)) {
        const other = decodeURIComponent(changed.slice(toUri(hotFolder).length + 1));
        await put('rename', other, TextDocument.applyEdits(TextDocument.create(changed, 'sluice', 0, texts.get(other)), edits));
    }
}

function note(kind, name) {
    kinds[kind]++;
    log.push(`${kind} ${name}`);
}

function readExample(folder) {
    const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile() && (entry.name.endsWith('.sluice') || entry.name === 'sluice.config.json'));
    return new Map(found.map(entry => join(entry.parentPath, entry.name)).filter(path => !path.includes('generated')).sort().map(path => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]));
}

function writeAll(folder, files) {
    for (const [name, text] of files) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
    }
}

function toUri(path) {
    return pathToFileURL(path).toString();
}

function fail(message) {
    console.log(message);
    rmSync(scratch, { recursive: true, force: true });
    // What is left of the servers ends with its input.
    process.exit(1);
}

/** Numbers from 0 to 1 that are the same for a seed (mulberry32). */
function createRandom(seed) {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
}
