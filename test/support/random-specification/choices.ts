import fc from 'fast-check';

/**
 * Decisions read from a tape of numbers. Behind its end every decision is the first and simplest, so that a shorter
 * tape with smaller numbers is a simpler specification: that is how a failing one is shrunk.
 */
export class Choices {
    private position = 0;

    /** `repeats`: an end is followed by the beginning. */
    constructor(private readonly tape: readonly number[], private readonly options: { repeats: boolean } = { repeats: false }) {}

    /** A whole number from `least` up to and including `most`. */
    between(least: number, most: number): number {
        const place = this.options.repeats ? this.position % this.tape.length : this.position;
        this.position++;
        return least + (this.tape[place] ?? 0) % (most - least + 1);
    }

    /** True in `percent` of a hundred cases; false behind the end of the tape. */
    chance(percent: number): boolean {
        return this.between(0, 99) >= 100 - percent;
    }

    pick<T>(options: readonly T[]): T {
        return options[this.between(0, options.length - 1)]!;
    }

    /** Up to `most` different ones of `options`, in their order. */
    some<T>(options: readonly T[], least: number, most: number): T[] {
        const count = Math.min(options.length, this.between(least, Math.max(least, most)));
        const rest = options.map((option, index) => ({ option, index }));
        const picked = Array.from({ length: count }, () => rest.splice(this.between(0, rest.length - 1), 1)[0]!);
        return picked.sort((left, right) => left.index - right.index).map(({ option }) => option);
    }

    /** `count` names of `pool` that are not yet `taken`, which they are from now on. */
    names(pool: readonly string[], count: number, taken: Set<string>): string[] {
        const free = pool.filter(name => !taken.has(name.toLowerCase()));
        const names = this.some(free, count, count);
        for (const name of names) taken.add(name.toLowerCase());
        return names;
    }
}

const number = fc.nat(0xffff);

/** Tapes long enough for a system of several contexts. */
export function choices(): fc.Arbitrary<Choices> {
    return fc.oneof(fc.array(number, { maxLength: 300, size: 'max' }), fc.array(number, { minLength: 500, maxLength: 2500, size: 'max' })).map(tape => new Choices(tape));
}

/** Short tapes that never end; the empty one always decides for the first. */
export function endlessChoices(): fc.Arbitrary<Choices> {
    return fc.array(number, { maxLength: 211, size: 'max' }).map(tape => new Choices(tape, { repeats: true }));
}
