import { SluiceError } from '../../model/sluice-error.js';
import type { LiveBroker } from './live-broker.js';
import { emptyNote, findDrift, ownedKeys, readNote, type Drift, type Note } from './note.js';
import { planChanges, type Plan } from './plan.js';
import { keyOf, type Resource } from './resource.js';

/** What a server has, compared with what a specification asks for. */
export interface Comparison {
    readonly plan: Plan;
    /** What was applied there before; says nothing where nothing was. */
    readonly note: Note;
    readonly warnings: readonly string[];
}

/** What others have done since something was applied. */
export interface DriftReport {
    readonly drift: readonly Drift[];
    /** How many resources were looked at. */
    readonly compared: number;
    readonly warnings: readonly string[];
}

/** Plans what would make a server as the specification says. */
export async function compareWithServer(broker: LiveBroker, desired: readonly Resource[]): Promise<Comparison> {
    const note = await noteOf(broker) ?? emptyNote;
    const { resources: actual, warnings } = await broker.read(new Set([...desired.map(keyOf), ...note.entries.keys()]));
    return { plan: planChanges({ desired, actual, owned: ownedKeys(note), kinds: broker.kinds }), note, warnings };
}

/** Looks for what was changed since `sluice apply`; undefined where nothing was applied yet. */
export async function compareWithNote(broker: LiveBroker): Promise<DriftReport | undefined> {
    const note = await noteOf(broker);
    if (note === undefined) return undefined;
    const { resources, warnings } = await broker.read(new Set(note.entries.keys()));
    return { drift: findDrift(note, resources, broker.kinds), compared: note.entries.size, warnings };
}

async function noteOf(broker: LiveBroker): Promise<Note | undefined> {
    const text = await broker.readNote();
    if (text === undefined) return undefined;
    const note = readNote(text);
    if (note === undefined) throw new SluiceError(`The note that 'sluice apply' keeps at ${broker.address} is not one that this version can read.`, { hint: 'Use the version of Sluice that wrote it, or a later one.' });
    return note;
}
