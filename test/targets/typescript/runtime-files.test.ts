import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { generateTypeScript } from '../../../src/targets/typescript/typescript.js';
import { compile, runtimeFiles, writeProgram } from '../../support/generated-program.js';
import { modelOf } from '../../support/model-of.js';

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

const withOne = `import { createApp, type App, type Handlers } from './generated/app.js';
import { connectBroker } from './generated/brokers.js';

export const start = (handlers: Handlers): App => createApp({ broker: connectBroker(), handlers });
`;

const withBoth = `import { createApp, type App, type Handlers } from './generated/app.js';
import { connectBrokers } from './generated/brokers.js';

const brokers = connectBrokers();
export const start = (handlers: Handlers): App => createApp({ brokers, handlers });
// @ts-expect-error One of the two is missing.
export const half = (handlers: Handlers): App => createApp({ brokers: { first: brokers.first }, handlers });
// @ts-expect-error Several are several.
export const one = (handlers: Handlers): App => createApp({ broker: brokers.first, handlers });
`;

async function brokersOf(text: string): Promise<string[]> {
    const files = generateTypeScript(await modelOf(text), { version: 'test', handlers: '../handlers', runtimeFiles });
    return files.map(({ path }) => path).filter(path => path.startsWith('runtime/brokers/') && !path.includes('/memory'));
}

describe('The runtime of a generated program', () => {
    it('has the broker of the server that the system is on, and nothing of the others', async () => {
        const files = await brokersOf(systemOn('nats'));
        expect(files).toContain('runtime/brokers/nats.ts');
        expect(files).toContain('runtime/brokers/nats/driver.ts');
        expect(files).toContain('runtime/brokers/shared/server-broker.ts');
        expect(files.filter(path => /brokers\/(kafka|rabbitmq|redis)/.test(path))).toEqual([]);
    });

    it('has the brokers of both servers where it is on two', async () => {
        const files = await brokersOf(systemOn('nats', 'redis'));
        expect(files).toContain('runtime/brokers/nats.ts');
        expect(files).toContain('runtime/brokers/redis/driver.ts');
        expect(files.filter(path => /brokers\/(kafka|rabbitmq)/.test(path))).toEqual([]);
    });

    it('has no server\'s where the system is on the embedded one', async () => {
        const files = await brokersOf(systemOn('memory'));
        expect(files.filter(path => /server|nats|redis|kafka|rabbitmq/.test(path))).toEqual([]);
        expect(files).toContain('runtime/brokers/shared/topology.ts');
    });

    describe('type-checks', () => {
        const kinds = ['kafka', 'rabbitmq', 'nats', 'redis'];
        let problems: string[];
        /** Those of a program, and those that are of none. */
        const problemsOf = (name: string) => problems.filter(problem => ![...kinds, 'both'].some(other => other !== name && problem.startsWith(`${other}/`)));

        // Each with what it has of the runtime, at once: the clients' types take longer to read than the rest.
        beforeAll(async () => {
            const folder = writeProgram(await modelOf(systemOn('nats')));
            for (const kind of kinds) writeProgram(await modelOf(systemOn(kind)), { folder: join(folder, kind), files: { 'main.ts': withOne } });
            writeProgram(await modelOf(systemOn('nats', 'redis')), { folder: join(folder, 'both'), files: { 'main.ts': withBoth } });
            problems = await compile(folder);
        });

        it.each(kinds)('with the client of %s', kind => {
            expect(problemsOf(kind)).toEqual([]);
        });

        it('with both, and only with both', () => {
            expect(problemsOf('both')).toEqual([]);
        });
    });
});
