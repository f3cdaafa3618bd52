/** A binary heap: gives the item that comes `before` all others, in logarithmic time. */
export class PriorityQueue<T> {
    private readonly items: T[] = [];

    constructor(private readonly before: (a: T, b: T) => boolean) {}

    get size(): number {
        return this.items.length;
    }

    peek(): T | undefined {
        return this.items[0];
    }

    push(item: T): void {
        const { items, before } = this;
        let index = items.length;
        items.push(item);
        while (index > 0) {
            const parent = (index - 1) >> 1;
            const above = items[parent] as T;
            if (!before(item, above)) {
                break;
            }
            items[index] = above;
            index = parent;
        }
        items[index] = item;
    }

    pop(): T | undefined {
        const { items, before } = this;
        const first = items[0];
        const last = items.pop();
        if (items.length === 0 || last === undefined) {
            return first;
        }
        let index = 0;
        for (;;) {
            let child = 2 * index + 1;
            if (child >= items.length) {
                break;
            }
            if (child + 1 < items.length && before(items[child + 1] as T, items[child] as T)) {
                child++;
            }
            const below = items[child] as T;
            if (!before(below, last)) {
                break;
            }
            items[index] = below;
            index = child;
        }
        items[index] = last;
        return first;
    }

    /** Forgets the items that do not match, in linear time. */
    retain(matches: (item: T) => boolean): void {
        const kept = this.items.filter(matches);
        this.items.length = 0;
        for (const item of kept) {
            this.push(item);
        }
    }
}
