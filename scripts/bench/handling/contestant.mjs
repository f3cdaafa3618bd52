// One contestant in a process of its own: what one program switches on (asynchronous contexts make every promise slower) is not another's cost.
import { pathToFileURL } from 'node:url';
import { makeMessages, renew } from './messages.mjs';

const [name, scratch, program, count] = process.argv.slice(2);
const makers = {
    generated: async () => (await import('./generated.mjs')).generatedContestant(await import(pathToFileURL(program).href)),
    'hand-written': async () => (await import('./hand-written.mjs')).handWrittenContestant(scratch, {}),
    'hand-written-units': async () => (await import('./hand-written.mjs')).handWrittenContestant(scratch, { unicode: false }),
    nest: async () => (await import('./nest.mjs')).nestContestant(),
};
const { handled, run } = await makers[name]();
const messages = makeMessages(Number(count));

/**
 * The milliseconds of processor time of each round, its garbage collection included; each is asked for. On a machine with other work
 * the time on the clock says more about that work.
 */
process.on('message', async () => {
    // What comes again is not handled again.
    renew(messages);
    const before = handled();
    const began = process.cpuUsage();
    await run(messages);
    const { user, system } = process.cpuUsage(began);
    if (handled() - before !== messages.length) throw new Error(`'${name}' handled ${handled() - before} of ${messages.length} messages: there is nothing to compare.`);
    process.send((user + system) / 1000);
});
process.send('ready');
