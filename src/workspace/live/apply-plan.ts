import { SluiceError } from '../../model/sluice-error.js';
import { eachAtOnce } from './each-at-once.js';
import { toSluiceError } from './live-failure.js';
import type { LiveBroker } from './live-broker.js';
import { noteAfter, noteBefore, ownedKeys, writeNote, type Note } from './note.js';
import { planChanges, type Change } from './plan.js';
import { keyOf, type Resource, type ResourceKind } from './resource.js';

/** What became of a plan. */
export interface Applied {
    readonly done: readonly Change[];
    /** What the server has taken without an error, and not done: found when it was read again. */
    readonly ignored: readonly Change[];
    readonly warnings: readonly string[];
}

export interface ApplyOptions {
    readonly desired: readonly Resource[];
    readonly note: Note;
    /** Messages may be lost. */
    readonly dataLoss: boolean;
    /** Called after each change. */
    onDone(change: Change): void;
}

/**
 * Makes the changes in their order: what is made anew is deleted first, then everything is made and changed, and what is no longer in
 * the specification goes last. Then reads all of it again. Throws `SluiceError` at the first change that fails; the note has what was
 * made until then, so that the rest can be applied later.
 */
export async function applyChanges(broker: LiveBroker, changes: readonly Change[], { desired, note, dataLoss, onDone }: ApplyOptions): Promise<Applied> {
    const starting = changes.filter(({ action }) => action !== 'delete');
    const keys = new Set([...desired.map(keyOf), ...note.entries.keys()]);
    const before = noteBefore(note, starting);
    await broker.writeNote(writeNote(before));
    const done: Change[] = [];
    const make = async (change: Change, step: () => Promise<void>) => {
        await step();
        done.push(change);
        onDone(change);
    };
    const byKind = inOrder(changes, broker.kinds);
    const left = new Map<Change, unknown>();
    let failure: unknown;
    try {
        for (const change of byKind.filter(({ action }) => action === 'recreate').reverse()) left.set(change, await remove(broker, change, dataLoss));
        for (const { name } of broker.kinds) {
            // Those of a kind do not need each other.
            await eachAtOnce(byKind.filter(({ kind, action }) => kind === name && action !== 'delete'), async change => {
                const { action, desired: resource, actual } = change;
                await make(change, () => (action === 'change' ? broker.change(resource!, actual!) : broker.create(resource!, left.get(change))));
            });
        }
        for (const change of byKind.filter(({ action }) => action === 'delete').reverse()) await make(change, async () => void await remove(broker, change, dataLoss));
    } catch (error) {
        failure = error;
    }
    const owned = new Set([...ownedKeys(note), ...done.filter(({ action }) => action !== 'delete').map(keyOf), ...[...left.keys()].map(keyOf)]);
    const settle = async () => {
        const { resources, warnings } = await broker.read(keys);
        await broker.writeNote(writeNote(noteAfter({ desired, actual: resources, owned })));
        return { resources, warnings };
    };
    if (failure !== undefined) {
        // Where not even that can be done, the note goes on saying what was about to be made.
        await settle().catch(() => undefined);
        throw afterSome(failure, done.length, changes.length);
    }
    const { resources, warnings } = await settle();
    const made = new Set(done.map(keyOf));
    return { done, ignored: planChanges({ desired, actual: resources, owned, kinds: broker.kinds }).changes.filter(change => made.has(keyOf(change))), warnings };
}

async function remove(broker: LiveBroker, change: Change, dataLoss: boolean): Promise<unknown> {
    const actual = change.actual!;
    // Messages may have come since the plan was made.
    const held = dataLoss || change.because !== undefined || broker.kinds.find(({ name }) => name === change.kind)?.resumes ? 0 : await broker.countMessages(actual);
    if (held > 0) throw new SluiceError(`The ${actual.kind} '${actual.name}' holds ${held === 1 ? 'a message' : `${held} messages`} by now, and was not deleted.`, { hint: 'Let them be handled, or say --allow-data-loss.' });
    const left = await broker.remove(actual);
    // In what is made anew with another, there is nowhere to go on.
    return change.because === undefined ? left : undefined;
}

function inOrder(changes: readonly Change[], kinds: readonly ResourceKind[]): Change[] {
    return kinds.flatMap(({ name }) => changes.filter(({ kind }) => kind === name));
}

function afterSome(error: unknown, done: number, all: number): unknown {
    const failure = toSluiceError(error);
    if (!(failure instanceof SluiceError)) return failure;
    const { hint } = failure.details;
    return new SluiceError(failure.message, { ...failure.details, hint: `${hint === undefined ? '' : `${hint} `}${done} of ${all} changes were made. Run 'sluice apply' again for the rest.` });
}
