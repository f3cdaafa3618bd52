import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compile, writeProgram } from '../support/generated-program.js';
import { modelOf } from '../support/model-of.js';
import { samples, seed } from '../support/properties.js';
import { specification } from '../support/random-specification.js';
import { temporaryFolder } from '../support/temporary-folder.js';

test('what is generated from any valid specification type-checks under strict settings', async () => {
    const systems = fc.sample(specification(), { ...samples(25), seed });
    const folder = temporaryFolder();
    for (const [index, { files }] of systems.entries()) {
        const model = await modelOf(...files.map(({ text }) => text));
        writeProgram(model, { folder: `${folder}/system-${index}` });
    }
    // One project over all of them: the settings are the same in each.
    const root = writeProgram(await modelOf('context Nothing {}'), { folder });
    const problems = await compile(root);
    const first = Number(/^system-(\d+)\//.exec(problems[0] ?? '')?.[1] ?? -1);
    const specificationOfFirst = systems[first]?.files.map(({ name, text }) => `// ${name}\n${text}`).join('\n') ?? '';
    expect(problems.slice(0, 20), `with SLUICE_SEED=${seed}:\n${specificationOfFirst}`).toEqual([]);
});
