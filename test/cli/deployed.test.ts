import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createFolder, readFolder, runCli } from '../support/run-cli.js';

const shop = `broker log kafka

broker work rabbitmq

context Ordering {
  event OrderPlaced { key orderId: uuid }
  public command ShipOrder { orderId: uuid }
  topic Orders on log {
    carries OrderPlaced
    partitions 12
  }
  queue Shipping on work { carries ShipOrder }
  service Desk { every 1 hour -> OrderPlaced }
  service Invoicing { on OrderPlaced by code }
  service Warehouse { handle ShipOrder }
}

actor Packer { sends Ordering.ShipOrder }
`;
const changed = shop.replace('partitions 12', 'partitions 6').replace('carries ShipOrder', 'carries ShipOrder priority 0..9');

interface Checked {
    diagnostics: { code: string; severity: string; message: string; range: { start: { line: number } } }[];
}

async function brokerFindings(folder: string): Promise<string[]> {
    const { out } = await runCli(folder, ['check', '--format', 'json']);
    return (JSON.parse(out) as Checked).diagnostics.filter(({ code }) => code.startsWith('broker/')).map(({ code, severity, range }) => `${range.start.line} ${severity} ${code}`);
}

describe('what was generated before', () => {
    test('is compared with what would be generated now, and nothing is written that a broker would refuse', async () => {
        const folder = createFolder({ 'shop.sluice': shop });
        expect(await runCli(folder, ['generate'])).toMatchObject({ code: 0 });
        expect(await brokerFindings(folder)).toEqual([]);

        writeFileSync(join(folder, 'shop.sluice'), changed);
        expect(await brokerFindings(folder)).toEqual(['10 error broker/partitions-shrink', '12 error broker/queue-argument-change']);
        const before = readFolder(folder);
        expect(await runCli(folder, ['generate'])).toMatchObject({ code: 1 });
        expect(readFolder(folder)).toEqual(before);
    });

    test('is found in a folder of each broker, where there are several, and in the output that the configuration names', async () => {
        const two = `broker ledger kafka\n\n${shop}`.replace('queue Shipping', 'topic Audit on ledger { carries OrderAudited }\n  queue Shipping')
            .replace('public command', 'event OrderAudited { key orderId: uuid }\n  public command');
        const folder = createFolder({ 'shop.sluice': two, 'sluice.config.json': '{ "generate": { "out": "made" } }' });
        expect(await runCli(folder, ['generate'])).toMatchObject({ code: 0 });
        expect(Object.keys(readFolder(folder))).toContain('made/config/kafka/ledger/topics.json');
        writeFileSync(join(folder, 'shop.sluice'), two.replace('partitions 12', 'partitions 11').replace('carries OrderAudited', 'carries OrderAudited partitions 2'));
        expect(await brokerFindings(folder)).toEqual(['13 error broker/partitions-shrink', '15 error broker/partitions-shrink']);
    });

    test.each<[string, (text: string) => string]>([
        ['is no JSON', text => text.slice(0, 40)],
        ['is something else', () => '[1, null, { "topics": 3 }]'],
        ['has other things in its lists', () => '{ "topics": [null, 1, { "name": 3, "partitions": 4 }, { "name": "ordering.orders", "partitions": "12" }], "queues": [{ "name": "ordering.shipping", "arguments": [1] }, { "name": "ordering.shipping", "arguments": { "x": {} } }] }'],
    ])('says nothing where it %s', async (_name, damage) => {
        const folder = createFolder({ 'shop.sluice': shop });
        await runCli(folder, ['generate']);
        for (const path of ['src/generated/config/kafka/topics.json', 'src/generated/config/rabbitmq/definitions.json']) {
            writeFileSync(join(folder, path), damage(readFileSync(join(folder, path), 'utf8')));
        }
        writeFileSync(join(folder, 'shop.sluice'), changed);
        expect(await brokerFindings(folder)).toEqual([]);
    });

    test('says nothing of a name that two brokers have differently', async () => {
        const folder = createFolder({ 'shop.sluice': shop });
        await runCli(folder, ['generate']);
        const path = join(folder, 'src/generated/config/kafka');
        mkdirSync(join(path, 'other'));
        writeFileSync(join(path, 'other/topics.json'), JSON.stringify({ topics: [{ name: 'ordering.orders', partitions: 3 }] }));
        writeFileSync(join(folder, 'shop.sluice'), shop.replace('partitions 12', 'partitions 6'));
        expect(await brokerFindings(folder)).toEqual([]);
    });
});
