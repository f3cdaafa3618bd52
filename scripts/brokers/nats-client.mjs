import { connect } from 'node:net';

/**
 * Opens a connection that speaks NATS's protocol (https://docs.nats.io/reference/reference-protocols/nats-protocol), as far
 * as requests need it. `request` resolves with the first answer, as text; `ask` takes and gives JSON and rejects with
 * JetStream's own errors.
 */
export async function connectNats(port) {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await new Promise((resolve, reject) => {
        socket.once('connect', resolve).once('error', reject);
    });
    const inbox = `_INBOX.${process.pid}.${Date.now()}`;
    const waiting = new Map();
    let received = Buffer.alloc(0);
    let requests = 0;
    socket.write(`CONNECT {"verbose":false,"headers":true,"no_responders":true,"lang":"node","version":"1","protocol":1}\r\n`);
    socket.on('error', error => waiting.forEach(({ reject }) => reject(error)));
    socket.on('data', data => {
        received = Buffer.concat([received, data]);
        for (;;) {
            const line = received.indexOf('\r\n');
            if (line < 0) return;
            const [operation, , subscription, ...rest] = received.toString('utf8', 0, line).split(' ');
            const message = operation === 'MSG' || operation === 'HMSG';
            const length = message ? Number(rest.at(-1)) + 2 : 0;
            if (received.length < line + 2 + length) return;
            if (operation === 'PING') socket.write('PONG\r\n');
            if (message) {
                const headers = operation === 'HMSG' ? Number(rest.at(-2)) : 0;
                const start = line + 2;
                const reply = rest.length === (operation === 'HMSG' ? 3 : 2) ? rest[0] : undefined;
                waiting.get(Number(subscription))?.resolve({
                    headers: received.toString('utf8', start, start + headers),
                    text: received.toString('utf8', start + headers, start + length - 2),
                    reply,
                });
                waiting.delete(Number(subscription));
            }
            received = received.subarray(line + 2 + length);
        }
    });

    function request(subject, body = '', { headers = {}, seconds = 10 } = {}) {
        const id = ++requests;
        const reply = `${inbox}.${id}`;
        // One subscription a request: a message that is fetched comes under its own subject, not under the reply's.
        socket.write(`SUB ${reply} ${id}\r\nUNSUB ${id} 1\r\n`);
        const head = Object.keys(headers).length === 0 ? '' : `NATS/1.0\r\n${Object.entries(headers).map(([key, value]) => `${key}: ${value}\r\n`).join('')}\r\n`;
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error(`${subject}: no answer within ${seconds} s.`)), seconds * 1000);
            const settle = done => value => {
                clearTimeout(timer);
                done(value);
            };
            waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
            socket.write(head === ''
                ? `PUB ${subject} ${reply} ${Buffer.byteLength(body)}\r\n${body}\r\n`
                : `HPUB ${subject} ${reply} ${Buffer.byteLength(head)} ${Buffer.byteLength(head + body)}\r\n${head}${body}\r\n`);
        });
    }

    async function ask(subject, body, options) {
        const { headers, text } = await request(subject, typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body), options);
        if (headers.startsWith('NATS/1.0 503')) throw new Error(`${subject}: nobody answers.`);
        const answer = JSON.parse(text);
        if (answer.error) throw new Error(answer.error.description);
        return answer;
    }

    return { request, ask, send: (subject, body = '') => socket.write(`PUB ${subject} ${Buffer.byteLength(body)}\r\n${body}\r\n`), close: () => socket.destroy() };
}
