/** How far a group has come in a partition. */
export interface Progress {
    /** All before this offset is settled. */
    readonly next: number;
    /** Up to this offset messages may have been given out once. */
    readonly given: number;
    /** How often messages from `next` on were given out, where it was other than `given` says. */
    readonly deliveries: ReadonlyMap<number, number>;
    /** What is settled from `next` on, as ranges: first and last offset. */
    readonly settled: readonly (readonly [number, number])[];
}

/** What a server keeps beside an offset unless told otherwise, in bytes. */
const most = 4000;
const start = 'sluice1';

/**
 * What stands beside the committed offset, all of it counted from there. What there is no room for is left out, so that it is given out once
 * more, or without an attempt counted.
 */
export function encodeProgress({ next, given, deliveries, settled }: Progress): string {
    let text = start;
    const add = (part: string): boolean => {
        const fits = text.length + part.length < most;
        if (fits) text += part;
        return fits;
    };
    if (given >= next) add(` g${given - next}`);
    for (const [offset, count] of deliveries) if (!add(` d${offset - next}:${count}`)) break;
    for (const [first, last] of settled) if (!add(` s${first - next}-${last - next}`)) break;
    return text === start ? '' : text;
}

/** Reads what another program, or this one earlier, has committed; what it does not know it takes for nothing. */
export function decodeProgress(next: number, text: string | null): Progress {
    const [first, ...words] = (text ?? '').split(' ');
    let given = next - 1;
    const deliveries = new Map<number, number>();
    const settled: [number, number][] = [];
    if (first === start) {
        for (const word of words) {
            const [, kind, left, right] = /^([gds])(\d+)(?:[:-](\d+))?$/.exec(word) ?? [];
            if (kind === 'g') given = next + Number(left);
            if (kind === 'd') deliveries.set(next + Number(left), Number(right));
            if (kind === 's') settled.push([next + Number(left), next + Number(right)]);
        }
    }
    return { next, given, deliveries, settled };
}
