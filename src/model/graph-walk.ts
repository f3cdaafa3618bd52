/** A graph as lists of what each node leads to. */
export type Successors = Map<string, string[]>;

/** The same graph with every step turned round. */
export function reversed(next: Successors): Successors {
    const previous = new Map<string, string[]>();
    for (const [from, targets] of next) {
        for (const to of targets) {
            const others = previous.get(to);
            if (others) others.push(from);
            else previous.set(to, [from]);
        }
    }
    return previous;
}

/** `starts` and every node that can be reached from them. */
export function reachable(starts: string[], next: Successors): Set<string> {
    const found = new Set(starts);
    const pending = [...found];
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
        for (const following of next.get(id) ?? []) {
            if (found.has(following)) continue;
            found.add(following);
            pending.push(following);
        }
    }
    return found;
}

/** The shortest way from `start` back to it through nodes of `inside`, `start` first and not repeated; undefined without one. */
export function shortestCircle(start: string, next: Successors, inside: Set<string>): string[] | undefined {
    const pending: string[][] = [[start]];
    const seen = new Set<string>();
    for (let path = pending.shift(); path; path = pending.shift()) {
        for (const id of next.get(path.at(-1)!) ?? []) {
            if (id === start) return path;
            if (!inside.has(id) || seen.has(id)) continue;
            seen.add(id);
            pending.push([...path, id]);
        }
    }
    return undefined;
}

/** The groups of nodes that all lead to each other: strongly connected components by Tarjan's algorithm, without recursion. */
export function circles(next: Successors): string[][] {
    const index = new Map<string, number>();
    const low = new Map<string, number>();
    const open: string[] = [];
    const isOpen = new Set<string>();
    const groups: string[][] = [];
    for (const root of next.keys()) {
        if (index.has(root)) continue;
        const work: { id: string; child: number }[] = [];
        const enter = (id: string) => {
            index.set(id, index.size);
            low.set(id, index.get(id)!);
            open.push(id);
            isOpen.add(id);
            work.push({ id, child: 0 });
        };
        enter(root);
        for (let frame = work.at(-1); frame; frame = work.at(-1)) {
            const { id } = frame;
            const child = next.get(id)?.[frame.child++];
            if (child !== undefined) {
                if (!index.has(child)) enter(child);
                else if (isOpen.has(child)) low.set(id, Math.min(low.get(id)!, index.get(child)!));
                continue;
            }
            work.pop();
            const parent = work.at(-1);
            if (parent) low.set(parent.id, Math.min(low.get(parent.id)!, low.get(id)!));
            if (low.get(id) !== index.get(id)) continue;
            const group: string[] = [];
            for (let member = open.pop()!; ; member = open.pop()!) {
                isOpen.delete(member);
                group.push(member);
                if (member === id) break;
            }
            if (group.length > 1 || next.get(id)?.includes(id)) groups.push(group);
        }
    }
    return groups;
}
