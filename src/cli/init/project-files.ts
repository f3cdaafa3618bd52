import { kebabCase } from '../../model/names.js';

/** What makes a project of a template's specifications, whatever the template. */
export function projectFiles({ name, version, sources }: { name: string; version: string; sources: string[] }): Map<string, string> {
    const manifest = {
        name: kebabCase(name).replace(/[^a-z0-9-]+/g, '-').replace(/^-+|-+$/g, '') || 'messages',
        version: '0.0.0',
        private: true,
        type: 'module',
        scripts: {
            check: 'sluice check',
            format: 'sluice format',
            generate: 'sluice generate',
            run: 'sluice run',
            graph: 'sluice graph',
            typecheck: 'sluice generate && tsc',
        },
        devDependencies: { sluice: version, typescript: '^5.9.0' },
    };
    const compiler = {
        compilerOptions: { target: 'ES2022', module: 'NodeNext', lib: ['ES2022', 'DOM'], types: [], strict: true, noEmit: true },
        include: sources,
    };
    return new Map([
        ['package.json', `${JSON.stringify(manifest, undefined, 2)}\n`],
        ['tsconfig.json', `${JSON.stringify(compiler, undefined, 2)}\n`],
        ['.gitignore', 'node_modules/\n'],
    ]);
}
