import { invariant } from './invariant.js';

const durationUnits: [RegExp, number][] = [
    [/^(ms|milliseconds?)$/, 1],
    [/^(s|seconds?)$/, 1000],
    [/^(m|minutes?)$/, 60_000],
    [/^(h|hours?)$/, 3_600_000],
    [/^(d|days?)$/, 86_400_000],
    [/^(w|weeks?)$/, 604_800_000],
];

const sizeUnits: Record<string, number> = {
    B: 1,
    KB: 1000, MB: 1000 ** 2, GB: 1000 ** 3, TB: 1000 ** 4,
    KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4,
};

/** Milliseconds of a duration as the grammar's DURATION token has it: `30s`, `2 hours`. */
export function readDuration(text: string): number {
    const { amount, unit } = split(text);
    const factor = durationUnits.find(([pattern]) => pattern.test(unit))?.[1];
    invariant(factor !== undefined, `The duration '${text}' has a unit that the grammar does not know.`);
    return Math.round(amount * factor);
}

/** Bytes of a size as the grammar's SIZE token has it: `10 MB` is ten million, `10 MiB` is 10 × 1024². */
export function readSize(text: string): number {
    const { amount, unit } = split(text);
    const factor = sizeUnits[unit];
    invariant(factor !== undefined, `The size '${text}' has a unit that the grammar does not know.`);
    return Math.round(amount * factor);
}

function split(text: string): { amount: number; unit: string } {
    const match = /^([0-9.]+)\s*(.*)$/.exec(text);
    return { amount: Number(match?.[1]), unit: match?.[2] ?? '' };
}
