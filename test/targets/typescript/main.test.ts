import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { compile, writeProgram } from '../../support/generated-program.js';
import { modelOf } from '../../support/model-of.js';

const greeting = `
system Front_Desk
context Greeting {
  event VisitorGreeted { key visitorId: uuid }
  command GreetVisitor { key visitorId: uuid }
  service Greeter { handle GreetVisitor -> VisitorGreeted or reject "closed" }
}`;

test('the program to begin with compiles, starts, answers probes, and ends at SIGTERM with what it has in hand settled', async () => {
    const folder = writeProgram(await modelOf(greeting));
    expect(await compile(folder)).toEqual([]);
    const main = join(folder, 'handlers/main.ts');
    const text = readFileSync(main, 'utf8');
    expect(text).toMatch(/^\/\/ Yours: written once/);
    // Any port that is free.
    writeFileSync(main, text.replace('port: 8080', 'port: 0'));
    const outfile = join(folder, 'main.mjs');
    await build({ entryPoints: [main], outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'error', tsconfigRaw: '{}' });
    const child = spawn(process.execPath, [outfile], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    let port = 0;
    for await (const line of createInterface({ input: child.stdout })) {
        const entry = JSON.parse(line) as { port?: number; service: string; message: string };
        if (entry.port === undefined) continue;
        expect(entry).toMatchObject({ service: 'front-desk' });
        port = entry.port;
        break;
    }
    expect((await fetch(`http://127.0.0.1:${port}/ready`)).status).toBe(200);
    expect(await (await fetch(`http://127.0.0.1:${port}/lag`)).json()).toEqual(expect.any(Object));
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
});

test.each([
    ['no broker', '', 'createMemoryBroker()', undefined],
    ['one', 'broker work rabbitmq', 'connectBroker()', '| `work`, RabbitMQ | `SLUICE_WORK_URL` | `amqp://'],
    ['two', 'broker work rabbitmq\nbroker log kafka', 'connectBrokers()', '| `log`, Kafka | `SLUICE_LOG_URL` | `kafka://'],
])('a program on %s connects to what it is on, and its guide says where that is told', async (_, brokers, connecting, told) => {
    const isHybrid = brokers.includes('kafka');
    const folder = writeProgram(await modelOf(`${brokers}\ncontext Desk {\n  event Told { key id: uuid }\n  command Tell { key id: uuid }\n  topic Tales ${isHybrid ? 'on log ' : ''}{ carries Told }\n  queue Work ${brokers === '' ? '' : 'on work '}{ carries Tell }\n  service Ear { on Told  handle Tell }\n}`));
    expect(await compile(folder)).toEqual([]);
    expect(readFileSync(join(folder, 'handlers/main.ts'), 'utf8')).toContain(`= ${connecting};`);
    const guide = readFileSync(join(folder, 'generated/README.md'), 'utf8');
    if (told === undefined) expect(guide).not.toContain('| broker |');
    else expect(guide).toContain(told);
    expect(guide).toContain('| `app.ts` |');
    expect(guide.includes('`brokers.ts`')).toBe(brokers !== '');
});
