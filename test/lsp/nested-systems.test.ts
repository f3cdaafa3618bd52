import { rmSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { createFolder, runCli } from '../support/run-cli.js';
import { Editor } from './editor.js';

const main = 'context Shop {\n  service Desk { on Billing.OrderPaid by code }\n}\n';
const paid = 'context Billing {\n  public event OrderPaid {}\n}\n';
const include = (...globs: string[]) => JSON.stringify({ include: globs });

let editor: Editor | undefined;

afterEach(async () => {
    await editor?.close();
    editor = undefined;
});

/** `main.sluice` in the outer folder needs what `billing/paid.sluice` declares: it resolves where both are one system. */
const cases: { name: string; files: Record<string, string>; together: boolean }[] = [
    { name: 'a folder with a configuration of its own', files: { 'sluice.config.json': '{}', 'billing/sluice.config.json': '{}' }, together: false },
    { name: 'one with a configuration that cannot be understood', files: { 'sluice.config.json': '{}', 'billing/sluice.config.json': '{' }, together: false },
    { name: 'one with the key in its package.json', files: { 'sluice.config.json': '{}', 'billing/package.json': '{ "sluice": {} }' }, together: false },
    { name: 'one whose package.json is like any other', files: { 'sluice.config.json': '{}', 'billing/package.json': '{}' }, together: true },
    { name: 'one below a folder without a configuration', files: { 'billing/sluice.config.json': '{}' }, together: false },
    { name: 'one that a glob only happens to match', files: { 'sluice.config.json': include('**/*.sluice', 'b*/paid.sluice'), 'billing/sluice.config.json': '{}' }, together: false },
    { name: 'one that a glob spells out the way to', files: { 'sluice.config.json': include('*.sluice', 'billing/**/*.sluice'), 'billing/sluice.config.json': '{}' }, together: true },
    { name: 'one that a glob spells out among others', files: { 'sluice.config.json': include('./{main,{other,billing}/paid}.sluice'), 'billing/sluice.config.json': '{}' }, together: true },
    { name: 'one of which another file is spelled out', files: { 'sluice.config.json': include('**/*.sluice', 'billing/other.sluice'), 'billing/sluice.config.json': '{}' }, together: false },
    { name: 'one that is spelled out and taken out again', files: { 'sluice.config.json': include('*.sluice', 'billing/*.sluice', '!billing/p*'), 'billing/sluice.config.json': '{}' }, together: false },
];

describe('Both sides take for one system or two', () => {
    it.each(cases)('$name', async ({ files, together }) => {
        const folder = createFolder({ ...files, 'main.sluice': main, 'billing/paid.sluice': paid });
        const { out } = await runCli(folder, ['check', '--format', 'json']);
        const { files: count, diagnostics } = JSON.parse(out) as { files: number; diagnostics: { code: string }[] };
        expect({ count, codes: diagnostics.map(({ code }) => code) }).toEqual(together ? { count: 2, codes: [] } : { count: 1, codes: ['unresolved'] });

        editor = await Editor.open({ ...files, 'main.sluice': main, 'billing/paid.sluice': paid });
        // What is right is not told: a mistake of another kind says that the file was looked at.
        await editor.show('main.sluice', `${main}context Other { event OrderStatus {} }`);
        await editor.expectCodes('main.sluice', together ? ['naming/past-tense'] : ['naming/past-tense', 'unresolved']);
    });

    it('a system in a system in a system', async () => {
        const files = {
            'sluice.config.json': include('*.sluice', 'billing/**/*.sluice'), 'billing/sluice.config.json': '{}', 'billing/cards/sluice.config.json': '{}',
            'main.sluice': main, 'billing/paid.sluice': paid, 'billing/cards/charged.sluice': 'context Cards {\n  event ChargeStatus {}\n}\n',
        };
        const folder = createFolder(files);
        const countIn = async (path: string) => (JSON.parse((await runCli(folder, ['check', path, '--format', 'json'])).out) as { files: number }).files;
        expect([await countIn('.'), await countIn('billing'), await countIn('billing/cards')]).toEqual([2, 1, 1]);
    });
});

describe('The command line', () => {
    it('names the systems below a folder that has nothing else', async () => {
        const folder = createFolder({ 'one/sluice.config.json': '{}', 'one/a.sluice': paid, 'two/sluice.config.json': '{}', 'two/a.sluice': paid });
        const { code, error } = await runCli(folder, ['check']);
        expect(code).toBe(2);
        expect(error).toContain("'one', 'two'");
    });

    it('says how to take in a folder with a configuration of its own', async () => {
        const { code, error } = await runCli(createFolder({ 'sluice.config.json': '{}', 'one/sluice.config.json': '{}', 'one/a.sluice': paid }), ['check']);
        expect(code).toBe(2);
        expect(error).toContain('"one/**/*.sluice"');
    });
});

describe('The editor', () => {
    it('divides a system when a folder gets a configuration, and joins it when that goes', async () => {
        editor = await Editor.open({ 'sluice.config.json': '{}', 'main.sluice': main, 'billing/paid.sluice': `${paid}context Broken {` });
        await editor.expectCode('billing/paid.sluice', 'syntax');
        editor.write('billing/sluice.config.json', '{}');
        await editor.notifyChanged('billing/sluice.config.json', 1);
        await editor.expectCodes('main.sluice', ['unresolved']);
        rmSync(new URL(editor.uri('billing/sluice.config.json')));
        await editor.notifyChanged('billing/sluice.config.json', 3);
        await editor.expectCodes('main.sluice', []);
    });

    it('sees a file that two systems share in the text of now in both, and tells of it what either finds', async () => {
        editor = await Editor.open({
            'sluice.config.json': '{ "include": ["*.sluice", "billing/*.sluice"], "rules": { "naming/past-tense": "info" } }', 'main.sluice': main,
            'billing/sluice.config.json': '{ "rules": { "naming/past-tense": "warning" } }', 'billing/paid.sluice': paid,
        });
        await editor.show('billing/paid.sluice', paid);
        await editor.type('billing/paid.sluice', paid.replace('OrderPaid', 'OrderStatus'));
        await editor.expectCodes('main.sluice', ['unresolved']);
        const found = await editor.expectCodes('billing/paid.sluice', ['naming/past-tense', 'naming/past-tense']);
        expect(found.map(({ severity }) => severity).sort()).toEqual([2, 3]);
        await editor.type('billing/paid.sluice', `${paid}context {`);
        await editor.expectCodes('main.sluice', []);
        // What both find is told once.
        await editor.expectCodes('billing/paid.sluice', ['syntax', 'syntax']);
        await editor.hide('billing/paid.sluice');
        await editor.expectCodes('billing/paid.sluice', []);
        editor.write('billing/paid.sluice', paid.replace('OrderPaid', 'OrderSettled'));
        await editor.notifyChanged('billing/paid.sluice', 2);
        await editor.expectCodes('main.sluice', ['unresolved']);
        rmSync(new URL(editor.uri('billing/paid.sluice')));
        await editor.notifyChanged('billing/paid.sluice', 3);
        editor.write('billing/again.sluice', paid);
        await editor.notifyChanged('billing/again.sluice', 1);
        await editor.expectCodes('main.sluice', []);
    });

    it('takes a document that is left out for part of its system only while it is open', async () => {
        editor = await Editor.open({ 'sluice.config.json': include('main.sluice'), 'main.sluice': main, 'draft.sluice': paid });
        await editor.expectCodes('main.sluice', ['unresolved']);
        await editor.show('draft.sluice', paid);
        await editor.expectCodes('main.sluice', []);
        await editor.hide('draft.sluice');
        await editor.expectCodes('main.sluice', ['unresolved']);
    });
});
