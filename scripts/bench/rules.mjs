/*
 * Times all rules beside parsing and linking on a system of 50,000 declarations, which is the examples over and over, each
 * copy in contexts of its own: `node scripts/bench/rules.mjs [--declarations 50000] [--rounds 3]`.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { copyExamples } from './systems.mjs';
import { median } from './median.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({ options: { declarations: { type: 'string', default: '50000' }, rounds: { type: 'string', default: '3' } } });
const [declarations, rounds] = [values.declarations, values.rounds].map(Number);

mkdirSync(join(root, '.cache'), { recursive: true });
const scratch = mkdtempSync(join(root, '.cache/bench-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
const outfile = join(scratch, 'check.mjs');
await build({
    stdin: { resolveDir: join(root, 'src'), contents: `
        export { createSluiceServices } from './language/sluice-module.ts';
        export { buildFlowModel } from './language/to-model.ts';
        export { collectDocumentDiagnostics } from './language/document-diagnostics.ts';
        export { checkModel } from './rules/engine.ts';
        export { latestSetVersion, RuleSettings } from './rules/settings.ts';
        export { rules, suppressionRules } from './rules/registry.ts';
        export { DocumentState, URI } from 'langium';` },
    outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'error',
});
const { createSluiceServices, buildFlowModel, collectDocumentDiagnostics, checkModel, latestSetVersion, RuleSettings, rules, suppressionRules, DocumentState, URI } = await import(pathToFileURL(outfile).href);
const settings = new RuleSettings({ name: 'all', version: latestSetVersion });

const { texts, declarations: size, copies } = copyExamples(root, { declarations });

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

const times = { parse: [], model: [], rules: [] };
let found = [];
for (let round = 0; round <= rounds; round++) {
    const documents = await timed('parse', parseAndLink);
    const model = await timed('model', () => buildFlowModel(documents));
    if (round === 0) {
        const broken = documents.flatMap(collectDocumentDiagnostics);
        if (broken.length > 0) throw new Error(`The copies are no sound system: ${broken[0].message}`);
    }
    // What rules work out once for a model counts as well, so the round that tells them apart has a model of its own.
    if (round < rounds) found = await timed('rules', () => checkModel(model, texts, { settings }));
    else checkModel(model, texts, { settings, timings: times.each = new Map() });
}

const count = rules.length + suppressionRules.length;
console.log(`${size} declarations in ${texts.size} files (the examples ${copies} times), ${rounds} rounds, medians`);
for (const [name, label] of [['parse', 'parse and link'], ['model', 'make the model'], ['rules', `all ${count} rules`]]) console.log(`${label.padEnd(18)}${(median(times[name]) / 1000).toFixed(2).padStart(7)} s`);
console.log(`The rules take ${(100 * median(times.rules) / median(times.parse)).toFixed(0)} % on top of parse and link; they found ${found.length}.`);
console.log('The slowest:');
for (const [id, milliseconds] of [...times.each].sort(([, left], [, right]) => right - left).slice(0, 12)) console.log(`  ${id.padEnd(34)}${milliseconds.toFixed(0).padStart(6)} ms`);

/** What one step leaves behind is not cleared away in the time of the next. */
async function timed(name, step) {
    collectGarbage();
    const began = performance.now();
    const result = await step();
    times[name].push(performance.now() - began);
    return result;
}

async function parseAndLink() {
    const { shared, sluice } = createSluiceServices();
    const documents = [];
    for (const [uri, text] of texts) {
        const document = shared.workspace.LangiumDocumentFactory.fromString(text, URI.parse(uri));
        shared.workspace.LangiumDocuments.addDocument(document);
        await shared.workspace.IndexManager.updateContent(document);
        document.state = DocumentState.ComputedScopes;
        documents.push(document);
    }
    for (const document of documents) await sluice.references.Linker.link(document);
    return documents;
}
