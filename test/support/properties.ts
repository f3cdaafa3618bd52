import fc from 'fast-check';

/** Properties are tried this many times as often as they say; `SLUICE_TIMES=20` is for a long look. */
const times = Number(process.env.SLUICE_TIMES ?? 1);

/** What samples are drawn from: always the same, so that a run fails for what was changed and not by chance; `SLUICE_SEED` is another one, or `random`. */
export const seed = process.env.SLUICE_SEED === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(process.env.SLUICE_SEED ?? 1);

/** How many samples a property is tried with that usually takes `count`. */
export function samples(count: number): { numRuns: number } {
    return { numRuns: count * times };
}

// Making a failing example smaller may take far longer than finding it; nobody waits longer than this for the smallest one.
fc.configureGlobal({ seed, ...samples(100), ...(times === 1 && { interruptAfterTimeLimit: 15_000 }) });
