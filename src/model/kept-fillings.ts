import { fillPart, type FillingPart } from './filling.js';
import type { FlowModel, Message, Type } from './flow-model.js';
import { oncePer } from './once-per.js';
import { TypeIndex } from './type-index.js';

/**
 * Fills the outgoing messages of one model after another, of which each has many parts of the one before as the same objects: what
 * has been filled there stays as it is where nothing that it came from is another.
 */
export class KeptFillings {
    /** By part, the messages that were looked up to fill what it tells. */
    private readonly asked = new WeakMap<FillingPart, ReadonlyMap<string, Message | undefined>>();
    private aliases: ReadonlyMap<string, string> = new Map();

    fill(model: FlowModel): void {
        const types = new RecordingTypeIndex(model);
        const aliases = aliasesIn(model);
        // Any field may be of a type that was given another name: these are few, and seldom edited.
        const isSame = areSame(aliases, this.aliases);
        this.aliases = aliases;
        for (const parts of [model.services, model.aggregates, model.processes]) {
            for (const part of parts) {
                const before = isSame ? this.asked.get(part) : undefined;
                if (before && holds(before, types)) continue;
                this.asked.set(part, types.record(() => fillPart(part, types)));
            }
        }
    }
}

/** Notes the messages that are asked for: all that a filling takes from other declarations but what names stand for. */
class RecordingTypeIndex extends TypeIndex {
    private asked = new Map<string, Message | undefined>();

    record(work: () => void): ReadonlyMap<string, Message | undefined> {
        const asked = this.asked = new Map();
        work();
        return asked;
    }

    override message(id: string | undefined): Message | undefined {
        const message = super.message(id);
        if (id !== undefined) this.asked.set(id, message);
        return message;
    }

    /** The same without a note. */
    current(id: string): Message | undefined {
        return super.message(id);
    }
}

function holds(asked: ReadonlyMap<string, Message | undefined>, types: RecordingTypeIndex): boolean {
    for (const [id, message] of asked) if (types.current(id) !== message) return false;
    return true;
}

/** What the names of types stand for that were given to others, without the places: a declaration that says the same as before is another object where its document was read again. */
function aliasesIn({ types }: FlowModel): ReadonlyMap<string, string> {
    return new Map(types.flatMap(({ id, alias }) => (alias ? [[id, meaningOf(alias)] as const] : [])));
}

const meaningOf = oncePer((type: Type) => JSON.stringify(type, (key, value: unknown) => (key === 'origin' ? undefined : value)));

function areSame(left: ReadonlyMap<string, string>, right: ReadonlyMap<string, string>): boolean {
    return left.size === right.size && [...left].every(([id, meaning]) => right.get(id) === meaning);
}
