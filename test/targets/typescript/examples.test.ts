import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { generateTypeScript } from '../../../src/targets/typescript/typescript.js';
import { compile, runtimeFiles, writeProgram } from '../../support/generated-program.js';
import { modelOf } from '../../support/model-of.js';
import { readTree } from '../../support/read-tree.js';

const examples = fileURLToPath(new URL('../../../examples', import.meta.url));

test.each(['shop', 'trading', 'telemetry', 'meetings'])('%s type-checks under strict settings, passes no any on, and imports nothing of ours', async name => {
    const model = await modelOf(...readTree(`${examples}/${name}`, '.sluice').values());
    expect(await compile(writeProgram(model))).toEqual([]);
    const options = { version: 'test', handlers: '../handlers', runtimeFiles };
    const files = generateTypeScript(model, options);
    expect(files).toEqual(generateTypeScript(model, options));
    for (const { path, text } of files) {
        const code = text.replace(/\/\*[^]*?\*\/|\/\/.*$|'(?:[^'\\\n]|\\.)*'/gm, match => (match.startsWith(`'`) ? match : ''));
        const imported = [...code.matchAll(/(?:from|import) '([^']+)'/g)].map(match => match[1]!);
        // Tests are for Node's own runner, and what speaks to a server needs its client.
        const isClient = /^runtime\/brokers\/(kafka|rabbitmq|nats|redis)\//.test(path);
        expect(imported.filter(from => !from.startsWith('.') && !(from === 'node:test' && path.endsWith('.test.ts')) && !isClient), path).toEqual([]);
        if (path !== 'validators.ts') expect(code.replace(/'[^']*'/g, ''), path).not.toMatch(/\bany\b/);
    }
});
