import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { generateTypeScript } from '../../../src/targets/typescript/typescript.js';
import { compile, runtimeFiles, writeProgram } from '../../support/generated-program.js';
import { modelOf } from '../../support/model-of.js';

const project = fileURLToPath(new URL('../../../', import.meta.url));

/** A system whose commands go to one broker and whose events to another, or to the same. */
const systemOn = (commands: string, events = commands): string => `broker first ${commands}
${commands === events ? '' : `broker second ${events}\n`}
context Plant {
  event Measured { key machine: string }
  command Start { key machine: string }
  topic Readings on ${commands === events ? 'first' : 'second'} { carries Measured }
  queue Machines on first { carries Start }
  service Hands { handle Start -> Measured }
  projection Machine by machine { count: int = 0  on Measured { count += 1 } }
}
`;

async function brokersOf(text: string): Promise<string[]> {
    const files = generateTypeScript(await modelOf(text), { version: 'test', handlers: '../handlers', runtimeFiles });
    return files.map(({ path }) => path).filter(path => path.startsWith('runtime/brokers/') && !path.includes('/memory'));
}

describe('The runtime of a generated program', () => {
    it('has the broker of the one server that the system is on, and nothing of the others', async () => {
        const files = await brokersOf(systemOn('nats'));
        expect(files).toContain('runtime/brokers/nats.ts');
        expect(files).toContain('runtime/brokers/nats/driver.ts');
        expect(files).toContain('runtime/brokers/shared/server-broker.ts');
        expect(files.filter(path => /brokers\/(kafka|rabbitmq|redis)/.test(path))).toEqual([]);
    });

    it.each([['memory', 'memory'], ['nats', 'redis'], ['kafka', 'rabbitmq']])('has no server\'s where the system is on %s and %s', async (commands, events) => {
        const files = await brokersOf(systemOn(commands, events));
        expect(files.filter(path => /server|nats|redis|kafka|rabbitmq/.test(path))).toEqual([]);
        expect(files).toContain('runtime/brokers/shared/topology.ts');
    });

    it.each([['nats', 'createNatsBroker'], ['redis', 'createRedisBroker']])('type-checks with the client of %s', async (kind, factory) => {
        const use = `import { createApp, type App, type Handlers } from './generated/app.js';\nimport { ${factory} } from './generated/runtime/brokers/${kind}.js';\nexport const start = (handlers: Handlers): App => createApp({ broker: ${factory}({ name: 'first' }), handlers });\n`;
        const folder = writeProgram(await modelOf(systemOn(kind)), { files: { 'main.ts': use, 'client.json': JSON.stringify({ extends: './tsconfig.json', compilerOptions: { skipLibCheck: true } }) } });
        symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'));
        // The client's own declarations are checked by those who make it.
        expect(await compile(folder, 'client.json')).toEqual([]);
    });
});
