// Plays systems that it is given, one after the other: a worker of players.mjs.
import { parentPort, workerData } from 'node:worker_threads';
import '../polyfill.mjs';

/** More than enough for a system that comes to rest; those that never do are looked at for as long. */
const steps = 3000;

const { runModel } = await import(workerData.support);

parentPort.on('message', async ({ name, model, ids }) => parentPort.postMessage({ name, ...await play({ model, ids }) }));
parentPort.postMessage('ready');

/** What a handler makes up is valid; what the specification carries over into a narrower field may not be, and is refused. */
async function play(system) {
    try {
        const report = await runModel(system, { seed: workerData.seed, messages: 2, steps });
        return {
            flowed: Object.values(report.counts).reduce((sum, count) => sum + count, 0),
            failures: [
                ...report.failures.map(({ by, reason }) => `${by}: ${reason}`),
                ...report.deadLetters.filter(({ kind, reason }) => kind !== 'rejected' || !/is no valid|has no value/.test(reason)).map(({ message, reason }) => `${message}: ${reason}`),
            ],
        };
    } catch (error) {
        // A system in which nothing comes from outside cannot be played.
        if (/Nothing in this system comes from outside/.test(error.message)) return { flowed: 0, failures: [], isSilent: true };
        return { flowed: 0, failures: [error.stack] };
    }
}
