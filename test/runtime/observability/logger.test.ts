import { expect, test } from 'vitest';
import { handles, output } from '../../../src/runtime/application/index.js';
import { jsonLogger, type LogFields, type Logger } from '../../../src/runtime/observability/logger.js';
import { command, event, settings, start } from '../application/harness.js';

test('entries are lines of JSON, from the least level on', () => {
    const lines: string[] = [];
    const logger = jsonLogger({ level: 'warn', write: line => lines.push(line), fields: { service: 'shop' } });
    logger.info({}, 'not written');
    logger.warn({ part: 'Shop.Desk' }, 'two\nlines');
    logger.error({}, 'worse');
    expect(lines.map(line => JSON.parse(line) as object)).toEqual([
        { level: 'warn', time: expect.stringMatching(/^\d{4}-.*Z$/), message: 'two\nlines', service: 'shop', part: 'Shop.Desk' },
        { level: 'error', time: expect.any(String), message: 'worse', service: 'shop' },
    ]);
    expect(lines.join('')).not.toContain('\n');
});

test('an application tells what became of each message, without its data and its key', async () => {
    const register = command<{ id: string; name: string }>('Register');
    const registered = event<{ id: string; name: string }>('Registered');
    const entries: { level: string; fields: LogFields; message: string }[] = [];
    const at = (level: string) => (fields: LogFields, message: string) => void entries.push({ level, fields, message });
    const logger: Logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
    const { send, advance } = await start({
        parts: [{ kind: 'service', name: 'People.Desk', settings, schedules: [], answers: [], handlers: [handles(register, data => {
            if (data.name === 'refused') return { outputs: [], rejection: 'not now' };
            if (data.name === 'failing') throw new Error('the printer is on fire');
            return { outputs: [output(registered, data)] };
        })] }],
        others: [registered], retries: 1, options: { logger },
    });
    const good = await send(register, { id: 'person@example.com', name: 'Jane Roe' });
    await send(register, { id: 'second@example.com', name: 'refused' });
    await send(register, { id: 'third@example.com', name: 'failing' });
    await advance(1000);

    expect(entries.map(({ level, message }) => `${level}: ${message}`)).toEqual([
        'debug: A message was handled.', 'info: A command was refused.',
        'warn: A message could not be handled and is given out again.', 'error: A message was put into its dead letter queue.',
    ]);
    expect(entries[0]!.fields).toEqual({
        part: 'People.Desk', type: 'Register.v1', id: good.id, source: '/', correlationid: good.id, outputs: [{ type: 'Registered.v1', id: expect.any(String) }],
    });
    expect(entries[1]!.fields).toMatchObject({ reason: 'not now' });
    expect(entries[2]!.fields).toMatchObject({ subscription: 'Register', attempt: 1, wait: 10, reason: 'the printer is on fire' });
    expect(entries[3]!.fields).toMatchObject({ kind: 'failed', queue: 'Register.dead', attempts: 2, reason: 'the printer is on fire' });
    expect(JSON.stringify(entries)).not.toMatch(/example\.com|Jane/);
});
