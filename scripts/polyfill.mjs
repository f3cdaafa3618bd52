// Langium's grammar parser groups with Object.groupBy and Map.groupBy, which Node 20 does not have.
// Preloaded for `langium generate` and the tests; the product itself runs without it.
Object.groupBy ??= (items, keyOf) => {
    const groups = Object.create(null);
    let index = 0;
    for (const item of items) (groups[keyOf(item, index++)] ??= []).push(item);
    return groups;
};
Map.groupBy ??= (items, keyOf) => {
    const groups = new Map();
    let index = 0;
    for (const item of items) {
        const key = keyOf(item, index++);
        const group = groups.get(key);
        if (group) group.push(item);
        else groups.set(key, [item]);
    }
    return groups;
};
