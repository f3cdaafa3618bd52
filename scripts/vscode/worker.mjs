/*
 * Starts the language server as it is built for browsers in a real one, and speaks the protocol with it as an editor on a web page
 * does. Closes with `N passed, N failed`; where no browser can be had it is skipped, and says why.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installEditorOrSkip } from './suite.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = 'vscode-vfs://github/team/shop';
const ordering = 'context Ordering {\n  /// The customer has committed to buy.\n  public event OrderPlaced {\n    key orderId: uuid\n  }\n  event ShipOrder {\n    key orderId: uuid\n  }\n  command PlaceOrder {\n    key orderId: uuid\n  }\n  service Orders {\n    handle PlaceOrder -> OrderPlaced\n  }\n}\n';
const billing = 'context Billing {\n  service Ledger {\n    on Ordering.OrderPlacd by code\n  }\n}\n';
const files = {
    [`${folder}/sluice.config.json`]: '{ "rules": { "naming/command-in-disguise": "warning" } }',
    [`${folder}/ordering/orders.sluice`]: ordering,
    [`${folder}/billing.sluice`]: billing,
};

/** What each test does in the page, where `editor` is. */
const tests = {
    'a name of another file that is nowhere is told, with the name that was meant': async page => {
        const diagnostics = await page.evaluate(uri => globalThis.editor.diagnosticsOf(uri, found => found.some(({ code }) => code === 'unresolved')), `${folder}/billing.sluice`);
        const [found] = diagnostics.filter(({ code }) => code === 'unresolved');
        assert.match(found.message, /OrderPlaced/);
        assert.deepEqual(found.range, { start: { line: 2, character: 7 }, end: { line: 2, character: 26 } });
    },
    'what rules find in a file that is not open is told as the configuration wants it': async page => {
        const diagnostics = await page.evaluate(uri => globalThis.editor.diagnosticsOf(uri, found => found.some(({ code }) => code === 'naming/command-in-disguise')), `${folder}/ordering/orders.sluice`);
        assert.deepEqual(diagnostics.filter(({ code }) => code === 'naming/command-in-disguise').map(({ severity, range }) => [severity, range.start.line]), [[2, 5]]);
    },
    'a mistake disappears when it is mended': async page => {
        await page.evaluate(({ uri, text }) => globalThis.editor.change(uri, text), { uri: `${folder}/billing.sluice`, text: billing.replace('OrderPlacd', 'OrderPlaced') });
        await page.evaluate(uri => globalThis.editor.diagnosticsOf(uri, found => !found.some(({ code }) => code === 'unresolved')), `${folder}/billing.sluice`);
    },
    'completion offers the events of other files': async page => {
        await page.evaluate(({ uri, text }) => globalThis.editor.change(uri, text), { uri: `${folder}/billing.sluice`, text: billing.replace('Ordering.OrderPlacd by code', '') });
        const { items } = await ask(page, 'textDocument/completion', `${folder}/billing.sluice`, { position: { line: 2, character: 7 } });
        assert.ok(items.some(({ label }) => label === 'Ordering.OrderPlaced'), JSON.stringify(items.map(({ label }) => label)));
        await page.evaluate(({ uri, text }) => globalThis.editor.change(uri, text), { uri: `${folder}/billing.sluice`, text: billing.replace('OrderPlacd', 'OrderPlaced') });
    },
    'hover tells what an event of another file is': async page => {
        const { contents } = await ask(page, 'textDocument/hover', `${folder}/billing.sluice`, { position: { line: 2, character: 20 } });
        assert.match(contents.value, /The customer has committed to buy/);
    },
    'renaming reaches files that are not open': async page => {
        const { changes, documentChanges } = await ask(page, 'textDocument/rename', `${folder}/billing.sluice`, { position: { line: 2, character: 20 }, newName: 'OrderBooked' });
        assert.deepEqual((documentChanges?.map(({ textDocument }) => textDocument.uri) ?? Object.keys(changes)).sort(), [`${folder}/billing.sluice`, `${folder}/ordering/orders.sluice`]);
    },
    'formatting gives what the command line would write': async page => {
        const uri = `${folder}/new.sluice`;
        await page.evaluate(({ uri, text }) => globalThis.editor.open(uri, text), { uri, text: 'context New{event Made{key id:uuid}}' });
        const edits = await ask(page, 'textDocument/formatting', uri, { options: { tabSize: 2, insertSpaces: true } });
        assert.match(edits.map(({ newText }) => newText).join(''), /context New \{/);
    },
    'what would be generated is shown': async page => {
        const uri = `${folder}/ordering/orders.sluice`;
        const paths = (await ask(page, 'sluice/preview', uri)).map(({ path }) => path);
        const path = paths.find(each => each.startsWith('src/generated/') && each.endsWith('.ts'));
        assert.ok(path, paths.join(', '));
        assert.match(await ask(page, 'sluice/previewedFile', uri, { path }), /export/);
    },
    'a configuration that is no JSON is told at its place': async page => {
        await page.evaluate(({ uri, text }) => globalThis.editor.write(uri, text), { uri: `${folder}/sluice.config.json`, text: '{ "rules": ' });
        const diagnostics = await page.evaluate(uri => globalThis.editor.diagnosticsOf(uri, found => found.length > 0), `${folder}/sluice.config.json`);
        assert.equal(diagnostics[0].severity, 1);
    },
};

function ask(page, method, uri, more = {}) {
    return page.evaluate(([name, params]) => globalThis.editor.request(name, params), [method, { textDocument: { uri }, ...more }]);
}

/** Runs in the page: an editor with files of its own. It must not refer to anything around it. */
function startEditor({ folder, files }) {
    const worker = new Worker('/worker.js');
    const texts = new Map(Object.entries(files));
    const asked = new Map();
    const diagnostics = new Map();
    const waiting = new Set();
    const versions = new Map();
    let last = 0;
    const send = message => worker.postMessage({ jsonrpc: '2.0', ...message });
    const notify = (method, params) => send({ method, params });
    const request = (method, params) => new Promise((resolve, reject) => {
        asked.set(++last, { resolve, reject });
        send({ id: last, method, params });
    });
    const below = uri => [...texts.keys()].filter(each => each.startsWith(`${uri}/`)).map(each => each.slice(uri.length + 1));
    const answers = {
        'sluice/readFile': ({ uri }) => {
            if (!texts.has(uri)) throw new Error(`There is no ${uri}.`);
            return new TextEncoder().encode(texts.get(uri));
        },
        'sluice/kindOf': ({ uri }) => (texts.has(uri) ? 'file' : below(uri).length > 0 ? 'folder' : null),
        'sluice/listFolder': ({ uri }) => [...new Map(below(uri).map(way => [way.split('/')[0], { name: way.split('/')[0], folder: way.includes('/') }])).values()],
    };
    worker.onerror = ({ message }) => console.error(`worker: ${message}`);
    worker.onmessage = ({ data: { id, method, params, result, error } }) => {
        if (method === undefined) {
            const { resolve, reject } = asked.get(id);
            asked.delete(id);
            if (error) reject(new Error(error.message));
            else resolve(result);
        } else if (id !== undefined) {
            try {
                send({ id, result: answers[method]?.(params) ?? null });
            } catch (reason) {
                send({ id, error: { code: -32803, message: reason.message } });
            }
        } else if (method === 'textDocument/publishDiagnostics') {
            diagnostics.set(params.uri, params.diagnostics);
            for (const look of waiting) look();
        } else if (method === 'window/logMessage') {
            console.error(params.message);
        }
    };
    globalThis.editor = {
        request,
        open(uri, text) {
            versions.set(uri, 1);
            notify('textDocument/didOpen', { textDocument: { uri, languageId: 'sluice', version: 1, text } });
        },
        change(uri, text) {
            versions.set(uri, versions.get(uri) + 1);
            notify('textDocument/didChange', { textDocument: { uri, version: versions.get(uri) }, contentChanges: [{ text }] });
        },
        write(uri, text) {
            texts.set(uri, text);
            notify('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] });
        },
        diagnosticsOf: (uri, isFound) => new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error(`In vain; the diagnostics are ${JSON.stringify(diagnostics.get(uri))}.`)), 20_000);
            const look = () => {
                const found = diagnostics.get(uri) ?? [];
                if (!diagnostics.has(uri) || !isFound(found)) return;
                clearTimeout(timer);
                waiting.delete(look);
                resolve(found);
            };
            waiting.add(look);
            look();
        }),
    };
    return request('initialize', { processId: null, rootUri: null, capabilities: {}, workspaceFolders: [{ uri: folder, name: 'shop' }] }).then(() => {
        notify('initialized', {});
        globalThis.editor.open(`${folder}/billing.sluice`, files[`${folder}/billing.sluice`]);
    });
}

const tools = installEditorOrSkip("The worker's tests");

const scratch = mkdtempSync(join(tmpdir(), 'sluice-worker-'));
let browser, server;
let passed = 0, failed = 0;
try {
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), 'web', '--out', scratch], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`The worker could not be built: ${stderr}`);
    const script = readFileSync(join(scratch, 'web/server/worker.js'));
    server = createServer(({ url }, response) => {
        if (url === '/worker.js') response.setHeader('Content-Type', 'text/javascript').end(script);
        else response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>Sluice</title>');
    });
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    const { chromium } = await import(tools.playwright);
    browser = await chromium.launch({ executablePath: tools.browser, args: ['--no-sandbox', '--disable-gpu'] });
    const page = await browser.newPage();
    const said = [];
    page.on('console', message => said.push(message.text()));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    page.setDefaultTimeout(30_000);
    await page.evaluate(startEditor, { folder, files });
    for (const [name, body] of Object.entries(tests)) {
        try {
            await body(page);
            console.log(`✓ ${name}`);
            passed++;
        } catch (error) {
            console.log(`✗ ${name}\n  ${error.message.replaceAll('\n', '\n  ')}`);
            failed++;
        }
    }
    if (said.length > 0) console.log(`The worker said:\n  ${said.join('\n  ')}`);
} catch (error) {
    console.log(error.message);
    failed++;
} finally {
    await browser?.close();
    server?.close();
    rmSync(scratch, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
