/**
 * Names of which the last `least` are remembered, and up to as many before them. Kept in two sets, of which the older is forgotten as a whole: to
 * take the oldest out of one set with each new name, V8 would have to pass over all that were taken out before.
 */
export class RecentNames {
    private names = new Set<string>();
    private before = new Set<string>();

    constructor(private readonly least: number) {}

    add(name: string): void {
        if (this.names.size >= this.least) {
            this.before = this.names;
            this.names = new Set();
        }
        this.names.add(name);
    }

    has(name: string): boolean {
        return this.names.has(name) || this.before.has(name);
    }
}
