/** Runs work of the same key one after the other. */
export class Turns {
    private readonly last = new Map<string, Promise<unknown>>();

    /** Takes its place for all keys at once, so that no two wait for each other. */
    async run<Result>(keys: readonly string[], work: () => Promise<Result>): Promise<Result> {
        const mine = Promise.all(keys.map(key => this.last.get(key))).then(work);
        // Those who wait their turn must not fail because this one did.
        const settled = mine.catch(() => undefined).finally(() => {
            for (const key of keys) if (this.last.get(key) === settled) this.last.delete(key);
        });
        for (const key of keys) this.last.set(key, settled);
        return mine;
    }

    /** Resolves when all that was begun is over. */
    async settled(): Promise<void> {
        await Promise.all(this.last.values());
    }
}
