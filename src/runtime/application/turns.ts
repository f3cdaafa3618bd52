/** Runs what a part does for the same key one after the other. */
export class Turns {
    private readonly queues = new Map<string, KeyQueues>();

    /** Takes a place for all keys at once, so that no two wait for each other. Whoever has it waits for `before`, and leaves. */
    enter(part: string, keys: readonly string[]): Turn {
        let queues = this.queues.get(part);
        if (!queues) this.queues.set(part, queues = new KeyQueues());
        return queues.enter(keys);
    }

    /** Runs work when it has its turn. */
    async run<Result>(part: string, keys: readonly string[], work: () => Promise<Result>): Promise<Result> {
        const turn = this.enter(part, keys);
        try {
            if (turn.before) await turn.before;
            return await work();
        } finally {
            turn.leave();
        }
    }

    /** Resolves when all that was begun is over. */
    async settled(): Promise<void> {
        await Promise.all([...this.queues.values()].flatMap(queues => queues.ends()));
    }
}

/** A place in the queues of some keys. */
export class Turn {
    /** Resolves when those before have left; undefined where nobody is. */
    readonly before: Promise<unknown> | undefined;
    private over: Promise<void> | undefined;
    private end: () => void = () => undefined;

    constructor(
        private readonly queues: KeyQueues,
        private readonly keys: readonly string[],
        before: readonly Turn[] | undefined,
    ) {
        this.before = before && Promise.all(before.map(turn => turn.left()));
    }

    /** Lets the next ones have their turn, whatever has become of this one. */
    leave(): void {
        this.queues.leave(this, this.keys);
        this.end();
    }

    /** Resolves when it is over. Made when somebody asks, as mostly nobody does. */
    left(): Promise<void> {
        this.over ??= new Promise(resolve => this.end = resolve);
        return this.over;
    }
}

/** Keys that nobody waits for any more and that are kept nevertheless. */
const spare = 1000;

/** Those who wait for the keys of one part. */
class KeyQueues {
    /**
     * The end of each key's queue; undefined where nobody is in it. Such keys are let go many at a time: V8 keeps the tables that a
     * map has outgrown by comings and goings, with all that was in them, until it collects its old garbage.
     */
    private last = new Map<string, Turn | undefined>();
    private busy = 0;

    enter(keys: readonly string[]): Turn {
        let before: Turn[] | undefined;
        for (const key of keys) {
            const end = this.last.get(key);
            if (end) (before ??= []).push(end);
        }
        const turn = new Turn(this, keys, before);
        for (const key of keys) {
            if (before === undefined || this.last.get(key) === undefined) this.busy++;
            this.last.set(key, turn);
        }
        if (this.last.size > 2 * this.busy + spare) this.last = new Map([...this.last].filter(([, end]) => end !== undefined));
        return turn;
    }

    leave(turn: Turn, keys: readonly string[]): void {
        for (const key of keys) {
            if (this.last.get(key) !== turn) continue;
            this.last.set(key, undefined);
            this.busy--;
        }
    }

    ends(): Promise<void>[] {
        return [...this.last.values()].flatMap(turn => turn?.left() ?? []);
    }
}
