const most = 16;

/** Does something with each item, a few at a time, and gives the answers in the order of the items. Rejects with the first failure, when those that were begun with it have ended. */
export async function eachAtOnce<Item, Answer>(items: readonly Item[], work: (item: Item) => Promise<Answer>): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (let start = 0; start < items.length; start += most) {
        const outcomes = await Promise.allSettled(items.slice(start, start + most).map(work));
        for (const outcome of outcomes) {
            if (outcome.status === 'rejected') throw outcome.reason;
            answers.push(outcome.value);
        }
    }
    return answers;
}
