import { compareSettings, type SettingChange } from './differences.js';
import { keyOf, type ActualResource, type Resource, type ResourceKind } from './resource.js';

/**
 * Something that has to happen for a broker to be as the specification says. `recreate`: it is deleted and made again, because a
 * setting cannot change while it exists; `by-hand`: Sluice has no means for it; `delete`: it was made by Sluice, and is no longer in
 * the specification.
 */
export interface Change {
    readonly action: 'create' | 'change' | 'recreate' | 'by-hand' | 'delete';
    readonly kind: string;
    readonly name: string;
    readonly settings: readonly SettingChange[];
    /** It exists, and was not made by Sluice. */
    readonly adopts: boolean;
    /** How many messages are lost by it. */
    readonly messages: number;
    /** What others have attached to it, and goes with it; by kind and name. */
    readonly takesAlong: readonly string[];
    /** The resource that is made anew, and this with it; by kind and name. */
    readonly because?: string;
    readonly desired?: Resource;
    readonly actual?: ActualResource;
}

/** What is to be done, in the order of kinds and names, and what is not. */
export interface Plan {
    readonly changes: readonly Change[];
    readonly unchanged: readonly UnchangedResource[];
    /** What is in no specification of this system, and is left alone. */
    readonly foreign: readonly ActualResource[];
}

export interface UnchangedResource {
    readonly resource: ActualResource;
    readonly owned: boolean;
}

/** What a plan is made of. */
export interface PlanInput {
    readonly desired: readonly Resource[];
    readonly actual: readonly ActualResource[];
    /** Keys of what Sluice has made for this system and broker. */
    readonly owned: ReadonlySet<string>;
    /** In the order in which they are made; a kind comes after those that it needs. */
    readonly kinds: readonly ResourceKind[];
}

/** Compares what a specification asks for with what a server has. */
export function planChanges({ desired, actual, owned, kinds }: PlanInput): Plan {
    const wanted = new Map(desired.map(resource => [keyOf(resource), resource]));
    const present = new Map(actual.map(resource => [keyOf(resource), resource]));
    const changes: Change[] = [];
    const unchanged: UnchangedResource[] = [];
    const foreign = actual.filter(resource => !wanted.has(keyOf(resource)) && !owned.has(keyOf(resource)));
    /** What does not outlive the plan, with the key of what takes it along. */
    const ended = new Set<string>();

    for (const kind of kinds) {
        for (const resource of sortedOf(kind, desired)) {
            const key = keyOf(resource);
            const found = present.get(key);
            const base = { kind: kind.name, name: resource.name, takesAlong: [], messages: 0, adopts: found !== undefined && !owned.has(key), desired: resource };
            if (found === undefined) {
                changes.push({ ...base, action: 'create', settings: [] });
                continue;
            }
            const settings = compareSettings(found.settings, resource.settings, kind);
            const because = found.needs.find(need => ended.has(need));
            if (because !== undefined || settings.some(({ way }) => way === 'recreate')) {
                ended.add(key);
                const messages = kind.resumes || because !== undefined ? 0 : found.messages;
                changes.push({ ...base, action: 'recreate', settings, messages, takesAlong: attachedTo(key, foreign), actual: found, ...(because !== undefined && { because: describeKey(because) }) });
            } else if (settings.length > 0) {
                changes.push({ ...base, action: settings.some(({ way }) => way === 'by-hand') ? 'by-hand' : 'change', settings, actual: found });
            } else {
                unchanged.push({ resource: found, owned: owned.has(key) });
            }
        }
        for (const found of sortedOf(kind, actual)) {
            const key = keyOf(found);
            if (wanted.has(key) || !owned.has(key)) continue;
            const because = found.needs.find(need => ended.has(need));
            ended.add(key);
            changes.push({
                action: 'delete', kind: kind.name, name: found.name, settings: [], adopts: false, messages: because === undefined ? found.messages : 0, takesAlong: attachedTo(key, foreign), actual: found,
                ...(because !== undefined && { because: describeKey(because) }),
            });
        }
    }
    return { changes, unchanged, foreign };
}

function sortedOf<Some extends Resource>(kind: ResourceKind, resources: readonly Some[]): Some[] {
    return resources.filter(resource => resource.kind === kind.name).sort((left, right) => (left.name < right.name ? -1 : 1));
}

function attachedTo(key: string, foreign: readonly ActualResource[]): string[] {
    return foreign.filter(({ needs }) => needs.includes(key)).map(resource => describeKey(keyOf(resource)));
}

function describeKey(key: string): string {
    return key.replace('/', ' ');
}
