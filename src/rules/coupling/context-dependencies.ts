import type { RelatedPlace } from '../../model/diagnostic.js';
import { isIdIn } from '../../model/by-id.js';
import type { FlowGraph, Use, UseKind } from '../../model/graph.js';
import { circles, type Successors } from '../../model/graph-walk.js';
import { oncePer } from '../../model/once-per.js';
import type { RuleContext } from '../rule.js';
import { verbOf } from './related-uses.js';

/** One of our contexts that has to do with messages of another, and each place where it has. */
export interface Dependency {
    from: string;
    to: string;
    /** At least one. */
    uses: Use[];
}

/** Which contexts depend on which by uses of `kinds`, in the order of the specification; another system's depend on nothing. */
export function findDependencies({ graph }: Pick<RuleContext, 'graph'>, kinds: readonly UseKind[]): Dependency[] {
    const found: Dependency[] = [];
    const known = new Map<string, Map<string, Dependency>>();
    for (const { from, to, use } of usesAcross(graph)) {
        if (!kinds.includes(use.kind) || graph.isExternal({ context: from })) continue;
        let others = known.get(from);
        if (!others) known.set(from, others = new Map());
        const dependency = others.get(to);
        if (dependency) {
            dependency.uses.push(use);
            continue;
        }
        const first = { from, to, uses: [use] };
        others.set(to, first);
        found.push(first);
    }
    return found;
}

/** The uses by which one context has to do with a message or query of another: few among all that there are. */
export const usesAcross = oncePer((graph: FlowGraph): readonly { from: string; to: string; use: Use }[] => {
    const found: { from: string; to: string; use: Use }[] = [];
    for (const use of graph.uses) {
        const { context: from, message } = use;
        if (from === undefined || isIdIn(from, message)) continue;
        const to = (graph.message(message) ?? graph.query(message))?.context;
        if (to !== undefined && from !== to) found.push({ from, to, use });
    }
    return found;
});

/** Dependencies as a graph of contexts. */
export function toSuccessors(dependencies: readonly Dependency[]): Successors {
    return new Map([...byDependent(dependencies)].map(([from, others]) => [from, others.map(({ to }) => to)]));
}

/** Dependencies by the context that depends on others. */
export function byDependent(dependencies: readonly Dependency[]): ReadonlyMap<string, readonly Dependency[]> {
    const found = new Map<string, Dependency[]>();
    for (const dependency of dependencies) {
        const others = found.get(dependency.from);
        if (others) others.push(dependency);
        else found.set(dependency.from, [dependency]);
    }
    return found;
}

/** Groups of three or more of our contexts that all lead to each other by commands alone, each sorted. */
export const commandCirclesIn = oncePer((graph: FlowGraph): readonly { contexts: readonly string[]; dependencies: readonly Dependency[] }[] => {
    const dependencies = findDependencies({ graph }, ['sends']);
    return circles(toSuccessors(dependencies)).filter(({ length }) => length >= 3).map(contexts => ({
        contexts: contexts.sort(),
        dependencies: dependencies.filter(({ from, to }) => contexts.includes(from) && contexts.includes(to)),
    }));
});

/** The first place of a dependency, as a related place: who has to do with which message of whom. */
export function relateDependency({ to, uses: [first] }: Dependency, { graph }: Pick<RuleContext, 'graph'>): RelatedPlace {
    const use = first!;
    return { origin: use.origin, message: `'${use.by}' ${verbOf(use)} '${graph.message(use.message)?.name ?? use.message}' of '${to}'` };
}
