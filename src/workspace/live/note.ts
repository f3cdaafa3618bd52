import { compareSettings, type SettingChange } from './differences.js';
import { keyOf, type ActualResource, type Resource, type ResourceKind, type Settings } from './resource.js';

/**
 * What `sluice apply` leaves behind on a broker: what it has made or taken over there for one system, with the settings that the
 * server had then. By this Sluice knows its own, and what others have changed since.
 */
export interface Note {
    readonly entries: ReadonlyMap<string, NoteEntry>;
}

export interface NoteEntry {
    /** Made or taken over by Sluice; what was there as the specification says is only remembered. */
    readonly owned: boolean;
    /** Missing while it is being made. */
    readonly settings?: Settings;
}

/** Something that is not as `sluice apply` left it. */
export interface Drift {
    readonly kind: string;
    readonly name: string;
    readonly what: 'changed' | 'gone';
    readonly settings: readonly SettingChange[];
}

/** A note that says nothing. */
export const emptyNote: Note = { entries: new Map() };

/** The keys of what is Sluice's own. */
export function ownedKeys({ entries }: Note): Set<string> {
    return new Set([...entries].flatMap(([key, { owned }]) => (owned ? [key] : [])));
}

/** As text, in the same order always. */
export function writeNote({ entries }: Note): string {
    return JSON.stringify({ version: 1, entries: Object.fromEntries([...entries].sort(([left], [right]) => (left < right ? -1 : 1))) });
}

/** What `writeNote` wrote; undefined where the text is something else. */
export function readNote(text: string): Note | undefined {
    try {
        const { version, entries } = JSON.parse(text) as { version?: unknown; entries?: Record<string, NoteEntry> };
        if (version !== 1 || typeof entries !== 'object' || entries === null) return undefined;
        const sound = Object.entries(entries).every(([key, entry]) => key.includes('/') && typeof entry?.owned === 'boolean');
        return sound ? { entries: new Map(Object.entries(entries)) } : undefined;
    } catch {
        return undefined;
    }
}

/** The note before anything is done: what is about to be made is Sluice's, whatever happens on the way. */
export function noteBefore(note: Note, starting: readonly Pick<Resource, 'kind' | 'name'>[]): Note {
    const entries = new Map(note.entries);
    for (const resource of starting) entries.set(keyOf(resource), { ...entries.get(keyOf(resource)), owned: true });
    return { entries };
}

/** The note afterwards: of all that the specification names or Sluice owns, as the server has it now. */
export function noteAfter({ desired, actual, owned }: { desired: readonly Resource[]; actual: readonly ActualResource[]; owned: ReadonlySet<string> }): Note {
    const wanted = new Set(desired.map(keyOf));
    return {
        entries: new Map(actual.flatMap((resource): [string, NoteEntry][] => {
            const key = keyOf(resource);
            return wanted.has(key) || owned.has(key) ? [[key, { owned: owned.has(key), settings: resource.settings }]] : [];
        })),
    };
}

/** What others have changed or deleted since the note was written, by kind and name. */
export function findDrift(note: Note, actual: readonly ActualResource[], kinds: readonly ResourceKind[]): Drift[] {
    const present = new Map(actual.map(resource => [keyOf(resource), resource]));
    return kinds.flatMap(kind => [...note.entries].filter(([key]) => key.startsWith(`${kind.name}/`)).sort(([left], [right]) => (left < right ? -1 : 1)).flatMap(([key, { settings }]): Drift[] => {
        if (settings === undefined) return [];
        const name = key.slice(kind.name.length + 1);
        const found = present.get(key);
        if (found === undefined) return [{ kind: kind.name, name, what: 'gone', settings: [] }];
        const changed = compareSettings(settings, found.settings, kind);
        return changed.length === 0 ? [] : [{ kind: kind.name, name, what: 'changed', settings: changed }];
    }));
}
