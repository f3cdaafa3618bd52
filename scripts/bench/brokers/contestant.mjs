// One contestant in a process of its own: `generated` or `raw`, the kind of broker, its address, a folder and the generated program in it.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeHandler } from './work.mjs';

const [variety, kind, url, folder] = process.argv.slice(2);
const contestant = variety === 'raw'
    ? await (await import(`./raw-${kind}.mjs`)).rawContestant(url, makeHandler(folder))
    : await (await import('./generated.mjs')).generatedContestant(await import(pathToFileURL(join(folder, 'program.mjs')).href), url);

/** Publishes and handles so many messages, one after the other, and gives the milliseconds of each by the clock and by the processor. */
process.on('message', async word => {
    if (word === 'end') {
        await contestant.close();
        process.disconnect();
        return;
    }
    const before = contestant.handled();
    const times = {};
    for (const step of ['publish', 'consume']) {
        // Joining a group of readers is no part of the work.
        if (step === 'consume') await contestant.begin?.(word);
        const [began, used] = [performance.now(), process.cpuUsage()];
        await contestant[step](word);
        const { user, system } = process.cpuUsage(used);
        times[step] = { clock: performance.now() - began, processor: (user + system) / 1000 };
        if (step === 'consume') await contestant.end?.();
    }
    if (contestant.handled() - before !== word) throw new Error(`'${variety}' on ${kind} handled ${contestant.handled() - before} of ${word} messages: there is nothing to compare.`);
    process.send(times);
});
process.send('ready');
