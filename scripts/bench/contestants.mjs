// What benches that let programs run side by side have in common.

/** The child's next word. */
export function answer(child) {
    return new Promise((resolve, reject) => {
        const end = code => reject(new Error(`A contestant ended with ${code}.`));
        child.once('exit', end);
        child.once('message', word => {
            child.off('exit', end);
            resolve(word);
        });
    });
}
