/*
 * Writes the criteria of `sluice advise` into docs/advice.md, between its marks. `node scripts/generate/advice-page.mjs`
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = join(root, 'docs/advice.md');

/** The page with the criteria of these questions in place of those that it has. */
export function renderAdvicePage(questions, text) {
    const pattern = /(<!-- criteria -->\n)[\s\S]*?(<!-- \/criteria -->)/;
    if (!pattern.test(text)) throw new Error('docs/advice.md has no place for the criteria: <!-- criteria --> … <!-- /criteria -->.');
    return text.replace(pattern, (_, start, end) => `${start}${questions.flatMap(renderQuestion).join('\n')}\n${end}`);
}

function renderQuestion({ asks, names, criteria }) {
    return [
        `### ${asks}`, '', '| speaks for | if | weight | source |', '| --- | --- | ---: | --- |',
        ...criteria.map(({ speaksFor, holds, weight, source }) => `| ${names[speaksFor]} | ${holds} | ${weight} | [${source.title}](${source.url}) |`),
        '',
    ];
}

async function loadQuestions() {
    const scratch = mkdtempSync(join(root, 'node_modules/.advice-page-'));
    try {
        const outfile = join(scratch, 'questions.mjs');
        await build({ entryPoints: [join(root, 'src/model/advice/patterns.ts')], outfile, bundle: true, format: 'esm', platform: 'node', packages: 'external', logLevel: 'error' });
        return (await import(pathToFileURL(outfile).href)).patternQuestions;
    } finally {
        rmSync(scratch, { recursive: true, force: true });
    }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    writeFileSync(page, renderAdvicePage(await loadQuestions(), readFileSync(page, 'utf8')));
    console.log('docs/advice.md written.');
}
