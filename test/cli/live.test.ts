import { describe, expect, test } from 'vitest';
import { reportApplyAsJson, type ApplyOutcome } from '../../src/cli/reporters/live/json.js';
import { compareWithServer } from '../../src/workspace/live/compare.js';
import { createFolder } from '../support/run-cli.js';
import { runInProcess } from '../support/run-command-line.js';
import { actual, box, ServerInMemory } from '../workspace/live/server-in-memory.js';

const shop = (brokers: string, system = 'system Shop') => `${system}

${brokers}

context Ordering {
  event OrderPlaced { key orderId: uuid }
  topic Orders on log { carries OrderPlaced }
  service Desk { every 1 hour -> OrderPlaced }
  service Invoicing { on OrderPlaced by code }
}
`;

async function run(text: string, ...words: string[]) {
    const folder = createFolder({ 'shop.sluice': text });
    return await runInProcess([words[0]!, folder, ...words.slice(1)]);
}

describe('plan, apply and drift without a server', () => {
    test.each(['plan', 'apply', 'drift'])('%s says which variable of the environment is missing', async command => {
        expect(await run(shop('broker log nats'), command, ...(command === 'apply' ? ['--yes'] : []))).toMatchObject({ code: 2, out: '', error: expect.stringContaining('set SLUICE_LOG_URL') });
    });

    test.each<[string, string, string[], RegExp]>([
        ['no broker is a server', shop('broker log memory'), ['plan'], /No channel of the system is on a server\.\n {2}Declare one/],
        ['there is no such broker', shop('broker log nats'), ['plan', '--broker', 'logs'], /There is no broker 'logs'\.\n {2}There is log\./],
        ['the broker has no server', shop('broker log nats\nbroker local memory'), ['plan', '--broker', 'local'], /The broker 'local' is of the kind memory, which has no server/],
        ['the broker has no channels', shop('broker log nats\nbroker other redis'), ['plan', '--broker', 'other'], /There is no channel on the broker 'other'/],
        ['the system has no name and is to be applied', shop('broker log nats', ''), ['apply', '--yes'], /The system has no name, .*\n {2}Give it one at the top of a file/],
        ['nobody can be asked', shop('broker log nats'), ['apply'], /Nobody can be asked here whether to apply\.\n {2}Look at 'sluice plan', then say 'sluice apply --yes'\./],
        ['nobody is asked, for a program reads it', shop('broker log nats'), ['apply', '--format', 'json'], /With '--format json' nobody is asked whether to apply\.\n {2}Look at 'sluice plan', then say 'sluice apply --yes --format json'\./],
    ])('say what is wrong where %s', async (_, text, words, expected) => {
        const { code, error } = await run(text, ...words);
        expect(error).toMatch(expected);
        expect(error).not.toContain('This is a fault in Sluice');
        expect(code).toBe(2);
    });

    test('compare nothing while the specification has errors', async () => {
        expect(await run(shop('broker log nats').replace('carries OrderPlaced', 'carries OrderPlaces'), 'plan')).toMatchObject({ code: 1, out: '', error: expect.stringContaining('Nothing was compared: put the errors right first.') });
    });
});

describe('what was applied, for programs', async () => {
    const server = new ServerInMemory([actual(box('slotted', { slot: 1 })), actual(box('theirs', { color: 'blue' }), 3)]);
    const { plan } = await compareWithServer(server, [box('new'), box('slotted', { slot: 2 }), box('theirs')]);
    const find = (name: string) => plan.changes.find(change => change.name === name)!;
    const report = (outcomes: [string, ApplyOutcome][]) => JSON.parse(reportApplyAsJson([{ broker: 'log', title: 'NATS', address: 'nowhere:1', plan, warnings: ['late'] }], new Map(outcomes.map(([name, outcome]) => [find(name), outcome]))));

    test('says of each change what became of it, and of what was not to be made why', () => {
        expect(report([['new', 'applied'], ['theirs', 'ignored']])).toEqual({
            version: 1,
            summary: { 'applied': 1, 'ignored': 1, 'kept': 0, 'left': 1, 'not-allowed': 0, 'not-applied': 0, 'unchanged': 0 },
            brokers: [{
                broker: 'log', server: 'NATS', address: 'nowhere:1', warnings: ['late'],
                changes: [
                    { action: 'create', kind: 'box', name: 'new', settings: [], adopts: false, messages: 0, takesAlong: [], needs: [], outcome: 'applied' },
                    { action: 'by-hand', kind: 'box', name: 'slotted', settings: [{ setting: 'slot', from: 1, to: 2, way: 'by-hand' }], adopts: true, messages: 0, takesAlong: [], needs: [], outcome: 'left' },
                    { action: 'change', kind: 'box', name: 'theirs', settings: [{ setting: 'color', from: 'blue', to: 'white', way: 'in-place' }], adopts: true, messages: 0, takesAlong: [], needs: ['adopt'], outcome: 'ignored' },
                ],
            }],
        });
    });

    test('says that nothing was made where something is not allowed', () => {
        expect(report([['new', 'not-applied'], ['theirs', 'not-allowed']]).summary).toEqual({ 'applied': 0, 'ignored': 0, 'kept': 0, 'left': 1, 'not-allowed': 1, 'not-applied': 1, 'unchanged': 0 });
    });
});
