/** What the work gives; what it throws becomes a rejection, as it is of every method that gives a promise. */
export function promiseOf<Value>(work: () => Value | PromiseLike<Value>): Promise<Value> {
    return new Promise(resolve => {
        resolve(work());
    });
}
