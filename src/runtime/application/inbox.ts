/** Remembers which messages each part has handled, so that a second delivery has no second effect. */
export class Inbox {
    private readonly handled = new Map<string, Set<string>>();

    constructor(private readonly capacity = 100_000) {}

    has(part: string, identity: string): boolean {
        return this.handled.get(part)?.has(identity) ?? false;
    }

    /** Beyond the capacity the oldest of the part is forgotten. */
    add(part: string, identity: string): void {
        let identities = this.handled.get(part);
        if (!identities) this.handled.set(part, identities = new Set());
        identities.add(identity);
        if (identities.size > this.capacity) identities.delete(identities.values().next().value!);
    }
}
