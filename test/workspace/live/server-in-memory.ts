import { SluiceError } from '../../../src/model/sluice-error.js';
import type { Found, LiveBroker } from '../../../src/workspace/live/live-broker.js';
import { keyOf, type ActualResource, type Json, type Resource, type ResourceKind, type Settings } from '../../../src/workspace/live/resource.js';

/** Boxes, in which letters are: `color` changes in place, `size` does not, `slot` takes tools, and `born` says how one began. */
export const kinds: readonly ResourceKind[] = ['box', 'letter'].map((name): ResourceKind => ({
    name,
    defaults: { color: 'white', size: 1 },
    ruleFor: setting => ({ way: setting === 'size' ? 'recreate' : setting === 'slot' ? 'by-hand' : setting === 'born' ? 'initial' : 'in-place' }),
}));

/** A box of that name. */
export function box(name: string, settings: Settings = {}): Resource {
    return { kind: 'box', name, needs: [], settings: { color: 'white', size: 1, ...settings } };
}

/** A letter that goes with a box. */
export function letter(name: string, inside: string, settings: Settings = {}): Resource {
    return { kind: 'letter', name, needs: [keyOf({ kind: 'box', name: inside })], settings: { color: 'white', size: 1, ...settings } };
}

/** A resource as a server has it. */
export function actual(resource: Resource, messages = 0): ActualResource {
    return { ...resource, messages };
}

/** A server that has what it is told, and notes what was asked of it. */
export class ServerInMemory implements LiveBroker {
    readonly address = 'nowhere:1';
    readonly kinds = kinds;
    readonly calls: string[] = [];
    private note: string | undefined;
    private readonly resources = new Map<string, ActualResource>();

    /** `deaf`: a setting that it takes and does not keep; `failsAt`: the call that fails, once. */
    constructor(resources: readonly ActualResource[] = [], public faults: { deaf?: string; failsAt?: string } = {}) {
        for (const resource of resources) this.put(resource);
    }

    put(resource: ActualResource): void {
        this.resources.set(keyOf(resource), resource);
    }

    has(key: string): ActualResource | undefined {
        return this.resources.get(key);
    }

    /** What somebody else does. */
    drop(key: string): void {
        this.resources.delete(key);
        for (const resource of [...this.resources.values()]) if (resource.needs.includes(key)) this.drop(keyOf(resource));
    }

    async read(): Promise<Found> {
        return { resources: [...this.resources.values()], warnings: [] };
    }

    async readNote(): Promise<string | undefined> {
        return this.note;
    }

    async writeNote(text: string): Promise<void> {
        this.note = text;
    }

    async create(resource: Resource): Promise<void> {
        this.hear('create', resource);
        if (this.resources.has(keyOf(resource))) throw new Error(`${keyOf(resource)} is there already`);
        for (const need of resource.needs) if (!this.resources.has(need)) throw new Error(`${keyOf(resource)} has nothing to be in`);
        this.put(actual({ ...resource, settings: this.kept(resource.settings, { color: 'white', size: 1 }) }));
    }

    async change(resource: Resource, before: ActualResource): Promise<void> {
        this.hear('change', resource);
        this.put({ ...before, settings: this.kept(resource.settings, before.settings) });
    }

    async countMessages(resource: ActualResource): Promise<number> {
        return this.resources.get(keyOf(resource))?.messages ?? 0;
    }

    async remove(resource: ActualResource): Promise<unknown> {
        this.hear('remove', resource);
        this.drop(keyOf(resource));
        return undefined;
    }

    async close(): Promise<void> {}

    private kept(settings: Settings, before: Settings): Settings {
        return Object.fromEntries(Object.entries(settings).map(([name, value]): [string, Json] => [name, name === this.faults.deaf ? before[name] ?? null : value]));
    }

    private hear(call: string, resource: Pick<Resource, 'kind' | 'name'>): void {
        const said = `${call} ${keyOf(resource)}`;
        if (this.faults.failsAt === said) {
            delete this.faults.failsAt;
            throw new SluiceError(`It cannot ${said}.`);
        }
        this.calls.push(said);
    }
}
