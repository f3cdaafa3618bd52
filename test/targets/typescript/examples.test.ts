import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type { FlowModel } from '../../../src/model/flow-model.js';
import { bundleTests, compile, runNodeTests, writeProgram } from '../../support/generated-program.js';
import { modelOf } from '../../support/model-of.js';
import { readTree } from '../../support/read-tree.js';
import { everything } from './everything.js';

const folderOfExamples = fileURLToPath(new URL('../../../examples', import.meta.url));
const examples = ['shop', 'trading', 'telemetry', 'meetings'];
const models = new Map<string, FlowModel>();
let folder: string;
let problems: string[];
/** Those of a system, and those that are of none. */
const problemsOf = (name: string) => problems.filter(problem => ![...models.keys()].some(other => other !== name && problem.startsWith(`${other}/`)));

// All at once, each with the runtime that it is given: to read the declarations of the language and of the brokers' clients takes longer than most of it.
beforeAll(async () => {
    for (const name of examples) models.set(name, await modelOf(...readTree(join(folderOfExamples, name), '.sluice').values()));
    models.set('everything', await modelOf(everything));
    folder = writeProgram(await modelOf('context Nothing {}'), { files: { 'tsconfig.whole.json': JSON.stringify({ extends: './tsconfig.json', include: ['**/*.ts'], exclude: [] }) } });
    for (const [name, model] of models) writeProgram(model, { folder: join(folder, name) });
    problems = await compile(folder, 'tsconfig.whole.json');
});

describe.each(examples)('%s', name => {
    test('type-checks under strict settings, its scenarios and the tests to begin with included', () => {
        expect(problemsOf(name)).toEqual([]);
    });

    test('is generated in the same way each time', () => {
        expect(readTree(writeProgram(models.get(name)!), '.ts')).toEqual(readTree(join(folder, name), '.ts'));
    });

    test('passes no any on, and imports nothing of ours', () => {
        for (const [path, text] of [...readTree(join(folder, name, 'generated'), '.ts'), ...readTree(join(folder, name, 'handlers'), '.ts')]) {
            const code = text.replace(/\/\*[^]*?\*\/|\/\/.*$|'(?:[^'\\\n]|\\.)*'/gm, match => (match.startsWith(`'`) ? match : ''));
            const imported = [...code.matchAll(/(?:from|import) '([^']+)'/g)].map(match => match[1]!);
            // Tests are for Node's own runner, and what speaks to a server needs its client.
            const isClient = /^runtime\/brokers\/(kafka|rabbitmq|nats|redis)\//.test(path);
            expect(imported.filter(from => !from.startsWith('.') && !(from === 'node:test' && path.endsWith('.test.ts')) && !isClient), path).toEqual([]);
            if (path !== 'validators.ts') expect(code.replace(/'[^']*'/g, ''), path).not.toMatch(/\bany\b/);
        }
    });
});

test('Every way to write a scenario compiles under strict settings', () => {
    expect(problemsOf('everything')).toEqual([]);
});

test('The scenarios of the examples, every way to write one, and the tests that teams begin with, hold in Node', async () => {
    const tests = readTree(folder, '.test.ts');
    const { passed, failed, output } = await runNodeTests(await bundleTests(folder));
    expect(failed, output).toBe(0);
    const scenarios = [...models.values()].reduce((sum, model) => sum + model.scenarios.length, 0);
    expect(scenarios).toBeGreaterThan(25);
    // Of the tests to begin with, those of handlers that are not written yet are told apart.
    const scaffolded = [...tests].flatMap(([path, text]) => (path.includes('handlers/') ? text.match(/^void test\('.*', async/gm) ?? [] : []));
    expect(scaffolded.length).toBeGreaterThan(100);
    expect(passed).toBe(scenarios + scaffolded.length);
});
