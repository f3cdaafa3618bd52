/** Runs what a part does for the same key one after the other. */
export class Turns {
    private readonly last = new Map<string, Map<string, Promise<unknown>>>();

    /** Takes its place for all keys at once, so that no two wait for each other. */
    run<Result>(part: string, keys: readonly string[], work: () => Promise<Result>): Promise<Result> {
        let last = this.last.get(part);
        if (!last) this.last.set(part, last = new Map());
        const before = placesOf(last, keys);
        // Most have nobody before them.
        const mine = before ? Promise.all(before).then(work) : work();
        const places = last;
        const leave = (): void => {
            for (const key of keys) if (places.get(key) === settled) places.delete(key);
        };
        // Those who wait their turn must not fail because this one did.
        const settled = mine.then(leave, leave);
        for (const key of keys) last.set(key, settled);
        return mine;
    }

    /** Resolves when all that was begun is over. */
    async settled(): Promise<void> {
        await Promise.all([...this.last.values()].flatMap(last => [...last.values()]));
    }
}

/** Who is there before; undefined where nobody is. */
function placesOf(last: ReadonlyMap<string, Promise<unknown>>, keys: readonly string[]): Promise<unknown>[] | undefined {
    let found: Promise<unknown>[] | undefined;
    for (const key of keys) {
        const before = last.get(key);
        if (before) (found ??= []).push(before);
    }
    return found;
}
