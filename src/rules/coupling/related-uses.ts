import type { RelatedPlace } from '../../model/diagnostic.js';
import type { Use, UseKind } from '../../model/graph.js';

const verbs: Record<UseKind, string> = {
    publishes: 'publishes', sends: 'sends', reacts: 'reacts to', evolves: 'follows', handles: 'handles', answers: 'answers', asks: 'asks', sees: 'sees',
};

/** What somebody does with a message, as the verb of a sentence: `reacts to`. */
export function verbOf({ kind }: Pick<Use, 'kind'>): string {
    return verbs[kind];
}

/** The first five of `uses` as related places: who does what. */
export function relateUses(uses: readonly Use[]): RelatedPlace[] {
    return uses.slice(0, 5).map(use => ({ origin: use.origin, message: `'${use.by}' ${verbOf(use)} it` }));
}
