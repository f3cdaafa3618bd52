import type { Change, Plan } from './plan.js';

/** What whoever applies a plan allows beyond creating and changing what is Sluice's own. */
export type Allowance = 'adopt' | 'allow-recreate' | 'allow-delete' | 'allow-data-loss';

/** Why a change cannot be made: what would have to be allowed. */
export interface Obstacle {
    readonly change: Change;
    readonly needs: readonly Allowance[];
}

/** What would have to be allowed for a change. */
export function allowancesFor({ action, adopts, messages, takesAlong }: Change): Allowance[] {
    return action === 'by-hand' ? [] : [
        ...(adopts ? ['adopt'] as const : []),
        ...(action === 'recreate' ? ['allow-recreate'] as const : []),
        ...(action === 'delete' ? ['allow-delete'] as const : []),
        ...(messages > 0 || takesAlong.length > 0 ? ['allow-data-loss'] as const : []),
    ];
}

/** The changes of a plan that are to be made: what takes other tools is left, and what is no longer in the specification stays unless deleting is allowed. */
export function changesToMake({ changes }: Plan, allowed: ReadonlySet<Allowance>): Change[] {
    return changes.filter(({ action }) => action !== 'by-hand' && (action !== 'delete' || allowed.has('allow-delete')));
}

/** What keeps a plan from being applied as a whole. */
export function findObstacles(changes: readonly Change[], allowed: ReadonlySet<Allowance>): Obstacle[] {
    return changes
        .map(change => ({ change, needs: allowancesFor(change).filter(allowance => !allowed.has(allowance)) }))
        .filter(({ needs }) => needs.length > 0);
}
