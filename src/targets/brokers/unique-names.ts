/** Names of which none is given twice; those of one kind of thing are apart from those of another. */
export class UniqueNames {
    private readonly taken = new Map<string, Set<string>>();

    constructor(private readonly longest = Number.POSITIVE_INFINITY) {}

    /** The name of something that stands for what is called `plain`, which may be shared with others: then it is numbered. */
    of(kind: string, plain: string): string {
        let taken = this.taken.get(kind);
        if (!taken) this.taken.set(kind, taken = new Set());
        let name = this.cut(plain, '');
        for (let count = 2; taken.has(name); count++) name = this.cut(plain, `-${count}`);
        taken.add(name);
        return name;
    }

    private cut(plain: string, end: string): string {
        const room = this.longest - end.length;
        return `${plain.length <= room ? plain : plain.slice(0, room).replace(/[^A-Za-z0-9]+$/, '')}${end}`;
    }
}
