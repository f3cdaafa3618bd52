import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { FlowModel } from '../../src/model/flow-model.js';
import { findInvalidSamples, samplesEntry } from '../support/check-samples.js';
import { compile, writeProgram, writeSharedRuntime } from '../support/generated-program.js';
import { modelOf } from '../support/model-of.js';
import { samples, seed } from '../support/properties.js';
import { specification } from '../support/random-specification.js';

// A few of the systems that `scripts/generated-code.mjs` draws by the hundred.
const systems = fc.sample(specification(), { ...samples(25), seed });
const models = new Map<string, FlowModel>();
/** Every third has branded ids. */
const idsOf = (index: number) => (index % 3 === 2 ? 'branded' : 'plain');
let folder: string;

beforeAll(async () => {
    folder = writeProgram(await modelOf('context Nothing {}'));
    const runtime = writeSharedRuntime(folder);
    for (const [index, { files }] of systems.entries()) {
        const model = await modelOf(...files.map(({ text }) => text));
        models.set(`system${index}`, model);
        writeProgram(model, { folder: join(folder, `system${index}`), ids: idsOf(index), runtime, files: { 'entry.ts': samplesEntry(model) } });
    }
    writeFileSync(join(folder, 'entry.ts'), [...models.keys()].map(name => `export * as ${name} from './${name}/entry.js';\n`).join(''));
});

test('what is generated from any valid specification type-checks under strict settings', async () => {
    // One project over all of them, tests included: the settings are the same in each.
    const problems = await compile(folder, 'tsconfig.all.json');
    const first = Number(/^system(\d+)\//.exec(problems[0] ?? '')?.[1] ?? -1);
    const specificationOfFirst = systems[first]?.files.map(({ name, text }) => `// ${name}\n${text}`).join('\n') ?? '';
    expect(problems.slice(0, 20), `with SLUICE_SEED=${seed}:\n${specificationOfFirst}`).toEqual([]);
});

test('samples of all messages are valid', async () => {
    expect(await findInvalidSamples(folder, 'entry.ts', models)).toEqual([]);
});
