import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ManagementInterface } from '../../../src/workspace/live/rabbitmq/management-interface.js';

/** Answers in turn, the last one from then on. */
type Answers = readonly { readonly status: number; readonly body?: unknown }[];

let server: Server | undefined;
const asked: string[] = [];

async function open(answers: Answers): Promise<ManagementInterface> {
    asked.length = 0;
    server = createServer((request, response) => {
        asked.push(`${request.method} ${request.url}`);
        const { status, body } = answers[Math.min(asked.length, answers.length) - 1]!;
        response.writeHead(status, { 'content-type': 'application/json' }).end(body === undefined ? '' : JSON.stringify(body));
    });
    await new Promise<void>(resolve => server!.listen(0, '127.0.0.1', resolve));
    return new ManagementInterface('work', { SLUICE_WORK_MANAGEMENT_URL: `http://admin:secret@127.0.0.1:${(server.address() as AddressInfo).port}` });
}

afterEach(async () => {
    server?.closeAllConnections();
    await new Promise(resolve => server?.close(resolve));
});

const failure = { status: 500, body: { error: 'Internal Server Error', reason: 'a queue was gone' } };

describe('what the management interface fails to answer', () => {
    test('is asked again', async () => {
        const management = await open([failure, { status: 503, body: {} }, { status: 200, body: [{ name: 'work' }] }]);
        expect(await management.ask('GET', ['queues', '/'])).toEqual([{ name: 'work' }]);
        expect(asked).toEqual(Array.from({ length: 3 }, () => 'GET /api/queues/%2F'));
    });

    test('is told after some tries, without the password', async () => {
        const management = await open([failure]);
        const told = await management.ask('GET', ['queues', '/']).catch((error: unknown) => (error as Error).message);
        expect(told).toBe('RabbitMQ refuses GET queues//: a queue was gone.');
        expect(asked.length).toBe(4);
    });

    test.each(['PUT', 'POST', 'DELETE'] as const)('is not done again: %s', async method => {
        const management = await open([failure, { status: 204 }]);
        await expect(management.ask(method, ['queues', '/', 'work'], {})).rejects.toThrow('a queue was gone');
        expect(asked).toEqual([`${method} /api/queues/%2F/work`]);
    });

    test.each([404, 400])('is not asked again where it is no failure of the server: %s', async status => {
        const management = await open([{ status, body: { error: 'bad', reason: 'no such thing' } }, { status: 200, body: [] }]);
        await management.ask('GET', ['queues', '/']).catch(() => undefined);
        expect(asked.length).toBe(1);
    });
});
