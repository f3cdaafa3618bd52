import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectRoot } from './imports.js';

interface LangiumConfiguration {
    readonly languages: { readonly grammar: string; readonly textMate?: { readonly out: string } }[];
    readonly out: string;
}

let scratch: string;
beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'sluice-grammar-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

it('What is generated from the grammar is up to date', async () => {
    const configuration = JSON.parse(await readFile(join(projectRoot, 'langium-config.json'), 'utf8')) as LangiumConfiguration;
    const [language] = configuration.languages;
    const elsewhere = {
        ...configuration,
        languages: [{ ...language, grammar: join(projectRoot, language!.grammar), textMate: { out: join(scratch, 'language.tmLanguage.json') } }],
        out: join(scratch, 'generated'),
    };
    await writeFile(join(scratch, 'langium-config.json'), JSON.stringify(elsewhere));
    await promisify(execFile)(process.execPath, [
        '--import', join(projectRoot, 'scripts/polyfill.mjs'), join(projectRoot, 'node_modules/langium-cli/bin/langium.js'),
        'generate', '--mode=production', '--file', join(scratch, 'langium-config.json'),
    ], { cwd: projectRoot });

    const stale: string[] = [];
    const committed = join(projectRoot, configuration.out);
    expect(await readdir(committed)).toEqual(await readdir(elsewhere.out));
    for (const name of await readdir(committed)) {
        if (!(await sameText(join(committed, name), join(elsewhere.out, name)))) stale.push(`${configuration.out}/${name}`);
    }
    const picture = language!.textMate!.out;
    if (!(await sameText(join(projectRoot, picture), join(scratch, 'language.tmLanguage.json')))) stale.push(picture);
    expect(stale, 'Run `npm run generate:language` and commit what it writes.').toEqual([]);
});

async function sameText(left: string, right: string): Promise<boolean> {
    const [a, b] = await Promise.all([readFile(left, 'utf8'), readFile(right, 'utf8')]);
    return a.replaceAll('\r\n', '\n') === b.replaceAll('\r\n', '\n');
}
