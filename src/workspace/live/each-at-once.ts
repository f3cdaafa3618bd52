const most = 16;

/** Asks for each item, a few at a time, and gives the answers in the order of the items. */
export async function eachAtOnce<Item, Answer>(items: readonly Item[], ask: (item: Item) => Promise<Answer>): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (let start = 0; start < items.length; start += most) answers.push(...await Promise.all(items.slice(start, start + most).map(ask)));
    return answers;
}
