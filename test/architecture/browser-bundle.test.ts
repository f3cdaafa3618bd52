import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, type Node } from 'acorn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from './imports.js';

let folder: string;

beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-browser-'));
    execFileSync(process.execPath, [join(projectRoot, 'scripts/build.mjs'), 'web', '--out', folder]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a script loads, by `require` or `import`. */
function loadedBy(script: string): string[] {
    const loaded: string[] = [];
    const visit = (node: unknown) => {
        if (Array.isArray(node)) node.forEach(visit);
        if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
        const { type, callee, arguments: given, source } = node as { type?: string; callee?: Node & { name?: string }; arguments?: (Node & { value?: unknown })[]; source?: Node & { value?: unknown } };
        if (type === 'CallExpression' && callee?.name === 'require') loaded.push(String(given?.[0]?.value));
        if (type === 'ImportExpression' || type === 'ImportDeclaration') loaded.push(String(source?.value));
        Object.values(node).forEach(visit);
    };
    visit(parse(script, { ecmaVersion: 'latest', sourceType: 'script' }));
    return [...new Set(loaded)];
}

describe('What is built for browsers', () => {
    it('is told by what it loads', () => {
        expect(loadedBy("const a = require('fs'); void import('node:path'); b.require('no')")).toEqual(['fs', 'node:path']);
    });

    it.each([['the server', 'web/server/worker.js', []], ['the extension', 'web/extension/browser.js', ['vscode']]])('%s loads nothing of Node', (_, file, allowed) => {
        const loaded = loadedBy(readFileSync(join(folder, file), 'utf8'));
        expect(loaded.filter(name => name.startsWith('node:') || builtinModules.includes(name))).toEqual([]);
        expect(loaded).toEqual(allowed);
    });
});
