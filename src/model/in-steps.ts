/** Long work that rests now and then, so that whoever does it can look after something else in between, or give up. */
export type InSteps<Result> = Generator<void, Result>;

/** Does the work without a rest. */
export function atOnce<Result>(steps: InSteps<Result>): Result {
    for (;;) {
        const { done, value } = steps.next();
        if (done) return value;
    }
}

/** So long, in milliseconds, the work goes on before others get their turn. */
const slice = 10;

/** Does the work and lets others have their turn now and then; undefined once `isOver` says that nobody wants the result any more. */
export async function inTurns<Result>(steps: InSteps<Result>, isOver: () => boolean): Promise<Result | undefined> {
    let began = performance.now();
    for (;;) {
        const { done, value } = steps.next();
        if (done) return value;
        if (performance.now() - began < slice) continue;
        await new Promise(resolve => setImmediate(resolve));
        if (isOver()) return undefined;
        began = performance.now();
    }
}
