import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findImports, importsOf, projectRoot, type Import } from './imports.js';

/** What each folder of `src` may import from beside itself. Imports go one way. */
const mayImport: Record<string, readonly string[]> = {
    model: [],
    language: ['model'],
    rules: ['model'],
    // Only what is pure: seeded numbers, identifiers. It is the same in every run.
    targets: ['model', 'runtime'],
    runtime: [],
    workspace: ['language', 'rules', 'targets', 'runtime', 'model'],
    lsp: ['language', 'rules', 'targets', 'workspace', 'model'],
    // Where the parts of the language server are put together.
    server: ['lsp', 'language', 'rules', 'targets', 'workspace', 'model'],
    cli: ['workspace', 'server', 'rules', 'targets', 'model'],
    webview: ['targets', 'model'],
    extension: ['lsp', 'model'],
};

/** Where a package may be imported; one that is not named here may be imported by all but the runtime. */
const packages: readonly { readonly name: RegExp; readonly only: RegExp; readonly why: string }[] = [
    { name: /^vscode$/, only: /^src\/extension\//, why: 'everything else must work without VS Code' },
    { name: /^vscode-languageclient(\/|$)/, only: /^src\/extension\//, why: 'only the editor is a client' },
    { name: /^vscode-languageserver(\/|$)/, only: /^src\/(lsp|server|cli|language)\//, why: 'the language server alone speaks the protocol' },
    { name: /^(langium|chevrotain)(\/|$)/, only: /^src\/(language|lsp|server|workspace)\//, why: 'nothing after the model reads the syntax tree' },
    { name: /^(node:)?(fs|child_process|worker_threads|os|net|http|https|process)(\/|$)/, only: /^src\/(cli|workspace|server|extension)\//, why: 'the rest also runs in a browser' },
    { name: /^node:/, only: /^src\/(cli|workspace|server|extension)\//, why: 'the rest also runs in a browser' },
    { name: /^(commander|picocolors)(\/|$)/, only: /^src\/(cli|workspace)\//, why: 'only the command line prints' },
];

const imports = findImports('src');
const folderOf = (path: string): string => path.split('/')[1]!;
const describeImport = ({ file, line, specifier }: Import): string => `${file}:${line} imports '${specifier}'`;

describe('Imports', () => {
    it('are found in the first place', () => {
        expect(imports.length).toBeGreaterThan(100);
        const text = [
            "import {\n    a,\n} from '../model/flow-model.js';", "import type { B } from 'langium';", "import 'node:fs';", "export * from \"vscode\";",
            "const c = await import('node:path');", "write(`\nimport { d } from './nowhere.js';\nimport { e } from '${path}';\n`);",
        ].join('\n');
        expect(importsOf(join(projectRoot, 'src/rules/example.ts'), text).map(({ line, specifier, target }) => [line, target ?? specifier]).sort((a, b) => Number(a[0]) - Number(b[0]))).toEqual([
            [1, 'src/model/flow-model.ts'], [4, 'langium'], [5, 'node:fs'], [6, 'vscode'], [7, 'node:path'],
        ]);
    });

    it('know every folder of the source', () => {
        expect([...new Set(imports.map(({ file }) => folderOf(file)))].filter((folder) => !(folder in mayImport))).toEqual([]);
    });

    it('between folders go one way', () => {
        const wrong = imports.filter(({ file, target }) => {
            if (target === undefined || folderOf(file) === folderOf(target)) return false;
            return !target.startsWith('src/') ? !target.endsWith('.json') : !mayImport[folderOf(file)]?.includes(folderOf(target));
        });
        expect(wrong.map(describeImport)).toEqual([]);
    });

    it('of packages stay where they belong', () => {
        const wrong = imports.flatMap((found) => packages.flatMap(({ name, only, why }) => (found.target === undefined && name.test(found.specifier) && !only.test(found.file) ? [`${describeImport(found)}, but ${why}`] : [])));
        expect([...new Set(wrong)]).toEqual([]);
    });

    it('of the runtime lead nowhere else, but for the clients of its brokers and stores', () => {
        const wrong = imports.filter(({ file, target }) => file.startsWith('src/runtime/') && (target === undefined ? !/^src\/runtime\/(brokers|stores)\//.test(file) : !target.startsWith('src/runtime/')));
        expect(wrong.map(describeImport)).toEqual([]);
        const ownCore = imports.filter(({ file, target }) => /^src\/runtime\/brokers\/(memory|alarm|topic-log|stored-message)/.test(file) && target === undefined);
        expect(ownCore.map(describeImport)).toEqual([]);
    });

    it('of the webview reach nothing of the targets but the pictures', () => {
        expect(imports.filter(({ file, target }) => file.startsWith('src/webview/') && target?.startsWith('src/targets/') && !target.startsWith('src/targets/diagram/')).map(describeImport)).toEqual([]);
    });
});
