import { connect } from 'node:net';

/**
 * Opens a connection that speaks Redis's protocol (https://redis.io/docs/latest/develop/reference/protocol-spec/, version 2).
 * `ask` resolves with texts, numbers, lists and null, and rejects with what Redis answers as an error.
 */
export async function connectRedis(port) {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await new Promise((resolve, reject) => {
        socket.once('connect', resolve).once('error', reject);
    });
    const waiting = [];
    let received = Buffer.alloc(0);
    socket.on('error', error => waiting.splice(0).forEach(({ reject }) => reject(error)));
    socket.on('data', data => {
        received = Buffer.concat([received, data]);
        for (let reply = read(received, 0); reply && waiting.length > 0; reply = read(received, 0)) {
            received = received.subarray(reply.end);
            const { resolve, reject } = waiting.shift();
            if (reply.value instanceof Error) reject(reply.value);
            else resolve(reply.value);
        }
    });
    return {
        ask: (...words) => new Promise((resolve, reject) => {
            waiting.push({ resolve, reject });
            socket.write(`*${words.length}\r\n${words.map(word => `$${Buffer.byteLength(String(word))}\r\n${word}\r\n`).join('')}`);
        }),
        close: () => socket.destroy(),
    };
}

/** The value that starts at `from` and where it ends; undefined where it is not all there yet. */
function read(buffer, from) {
    const line = buffer.indexOf('\r\n', from);
    if (line < 0) return undefined;
    const text = buffer.toString('utf8', from + 1, line);
    const end = line + 2;
    switch (String.fromCharCode(buffer[from])) {
        case '+': return { value: text, end };
        case '-': return { value: new Error(text), end };
        case ':': return { value: Number(text), end };
        case '$': {
            const length = Number(text);
            if (length < 0) return { value: null, end };
            return buffer.length < end + length + 2 ? undefined : { value: buffer.toString('utf8', end, end + length), end: end + length + 2 };
        }
        default: {
            const value = [];
            let next = end;
            for (let index = 0; index < Number(text); index++) {
                const item = read(buffer, next);
                if (!item) return undefined;
                value.push(item.value);
                next = item.end;
            }
            return { value: Number(text) < 0 ? null : value, end: next };
        }
    }
}
