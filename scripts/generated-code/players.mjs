import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** Plays systems on as many processors as there are; gives what came of each, by name. */
export async function playAll(systems, { support, seed }) {
    const results = new Map();
    const waiting = [...systems];
    await Promise.all(Array.from({ length: Math.min(availableParallelism(), systems.length) }, () => new Promise((resolve, reject) => {
        const worker = new Worker(new URL('player.mjs', import.meta.url), { workerData: { support, seed } });
        worker.once('error', reject);
        worker.on('message', message => {
            if (message !== 'ready') results.set(message.name, message);
            const next = waiting.shift();
            if (next) worker.postMessage({ name: next.name, model: next.model, ids: next.ids });
            else void worker.terminate().then(resolve);
        });
    })));
    return results;
}
