import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { patternQuestions } from '../../src/model/advice/patterns.js';
import { serverNames } from '../../src/model/brokers/promises.js';
import { runInProcess } from '../support/run-command-line.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const example = (name: string) => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));

describe('sluice advise', () => {
    let shop: Awaited<ReturnType<typeof runInProcess>>;
    beforeAll(async () => { shop = await runInProcess(['advise', example('shop')]); });

    it('answers every question, and names files and lines', () => {
        expect(shop).toMatchObject({ code: 0, error: '' });
        for (const { asks } of patternQuestions) expect(shop.out).toContain(asks);
        for (const name of Object.values(serverNames)) expect(shop.out).toContain(`${name} alone`);
        expect(shop.out).toContain('What is asked speaks for Kafka and RabbitMQ, and so does the specification.');
        expect(shop.out).toMatch(/ordering\/fulfilment\.sluice:\d+/);
        expect(Math.max(...shop.out.split('\n').map(line => line.length))).toBeLessThanOrEqual(100);
    });

    it('tells of one element with all its reasons, and what would turn the answer over', async () => {
        const { out } = await runInProcess(['advise', example('shop'), '--about', 'Order']);
        expect(out).toContain("- Its events hold personal data ('email')");
        expect(out).toContain('The facts would speak for its latest state if');
        expect(out).not.toContain('Which broker?');
    });

    it('gives programs places with lines from 1', async () => {
        const { out } = await runInProcess(['advise', example('shop'), '--format', 'json', '--topic', 'pattern']);
        const report = JSON.parse(out) as { version: number; brokers?: unknown; patterns: { subject: { id: string; origin: unknown }; verdict: string }[] };
        expect(report).toMatchObject({ version: 1, system: 'Shop' });
        expect(report).not.toHaveProperty('brokers');
        expect(report.patterns.find(({ subject }) => subject.id === 'Billing.PaymentCaptured')).toMatchObject({ verdict: 'agrees', subject: { origin: { file: 'billing.sluice', line: 10, column: 16 } } });
        expect(out).not.toContain('file:///');
    });

    it('writes a document in which every broker has a column', async () => {
        const { out } = await runInProcess(['advise', example('shop'), '--format', 'markdown', '--topic', 'broker']);
        expect(out).toContain('| asked | by | Kafka | RabbitMQ | NATS | Redis | embedded |');
        const tables = out.split('\n').filter(line => line.startsWith('|')).map(line => line.replaceAll('\\|', '').split('|').length);
        expect(new Set(tables)).toEqual(new Set([9]));
    });

    it('says of an unknown name what is near it', async () => {
        const { code, error } = await runInProcess(['advise', example('shop'), '--about', 'OrderPlacd']);
        expect(code).toBe(2);
        expect(error).toContain("There is no message, channel, aggregate, process or query 'OrderPlacd'.");
        expect(error).toContain("Did you mean 'OrderPlaced'?");
    });

    it('reads a system with errors as far as it is understood, and says so', async () => {
        const folder = temporaryFolder();
        writeFileSync(join(folder, 'shop.sluice'), 'broker log kafka\ncontext Shop { command Order {} queue Orders on log { carries Order limit 5 messages } service Till { handle Order } }\n');
        const { code, out, error } = await runInProcess(['advise', folder, '--topic', 'broker']);
        expect(code).toBe(0);
        expect(out).toContain("limit, asked by 'Orders': Kafka takes what it is given");
        expect(error).toMatch(/The system has \d errors?, so the advice may rest on too little\./);
    });
});
