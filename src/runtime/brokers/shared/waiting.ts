/** Resolves after so many milliseconds, or at once when the signal says to stop. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise(resolve => {
        if (signal?.aborted) {
            resolve();
            return;
        }
        const end = (): void => {
            clearTimeout(timer);
            signal?.removeEventListener('abort', end);
            resolve();
        };
        const timer = setTimeout(end, milliseconds);
        signal?.addEventListener('abort', end);
    });
}

/** What the work comes to; rejects with what `late` says where that takes longer than so many milliseconds, and the work then goes on unheard. */
export function within<Result>(milliseconds: number, work: Promise<Result>, late: () => Error): Promise<Result> {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(late()), milliseconds);
        work.then(resolve, reject).finally(() => clearTimeout(timer));
    });
}

/** Milliseconds before the given try (1 is the second): doubled each time up to `most`, and between half of that and all, so that not all come back at once. */
export function reconnectDelay(attempt: number, { first = 50, most = 5000 }: { readonly first?: number; readonly most?: number } = {}): number {
    const wait = Math.min(most, first * 2 ** Math.min(attempt - 1, 30));
    return wait / 2 + Math.random() * wait / 2;
}
