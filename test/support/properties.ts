import fc from 'fast-check';

/**
 * What part of the samples is looked at: a quarter among the other tests, so that these are soon done, all of them in the check's step
 * of properties (`vitest.properties.config.ts`); `SLUICE_TIMES=20` is for a long look.
 */
const times = Number(process.env.SLUICE_TIMES ?? 0.25);

/** What samples are drawn from: always the same, so that a run fails for what was changed and not by chance; `SLUICE_SEED` is another one, or `random`. */
export const seed = process.env.SLUICE_SEED === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(process.env.SLUICE_SEED ?? 1);

/** How many samples a property is tried with that has `count`; one that says no number has a hundred, which take no time. */
export function samples(count: number): { numRuns: number } {
    return { numRuns: Math.ceil(count * times) };
}

/** Those of many cases that are looked at, one at least, spread over all of them: as large a part as of the samples. */
export function someOf<Case>(cases: readonly Case[]): Case[] {
    const part = Math.min(1, times);
    return cases.filter((_, index) => Math.ceil((index + 1) * part) > Math.ceil(index * part));
}

// Making a failing example smaller may take far longer than finding it; nobody waits longer than this for the smallest one.
fc.configureGlobal({ seed, numRuns: 100 * Math.max(1, times), ...(times <= 1 && { interruptAfterTimeLimit: times < 1 ? 15_000 : 50_000 }) });
