import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { gatherWrites } from '../../../src/runtime/brokers/rabbitmq/gathered-writes.js';

/** A connection whose socket writes down what it is given at a time. */
function connection(): { readonly stream: Writable; readonly pieces: string[][] } {
    const pieces: string[][] = [];
    const stream = new Writable({
        write(chunk, _, callback) {
            pieces.push([String(chunk)]);
            callback();
        },
        writev(chunks, callback) {
            pieces.push(chunks.map(({ chunk }) => String(chunk)));
            callback();
        },
    });
    return { stream, pieces };
}

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

it('What is written in one go is one piece, in its order', async () => {
    const one = connection();
    gatherWrites(one);
    for (const text of ['a', 'b', 'c']) one.stream.write(text);
    await turn();
    one.stream.write('d');
    await turn();
    expect(one.pieces).toEqual([['a', 'b', 'c'], ['d']]);
});

it('What is written before an end is written before it', async () => {
    const one = connection();
    gatherWrites(one);
    one.stream.write('a');
    one.stream.end('b');
    await turn();
    expect(one.pieces.flat()).toEqual(['a', 'b']);
    expect(one.stream.writableFinished).toBe(true);
});

it('A connection that shows no socket is left as it is', () => {
    expect(() => gatherWrites({})).not.toThrow();
});
