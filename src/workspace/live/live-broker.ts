import type { ActualResource, Resource, ResourceKind } from './resource.js';

/** What a server has of what was asked for, and what else is attached to that. */
export interface Found {
    readonly resources: readonly ActualResource[];
    /** What is no difference, and keeps the specification from holding all the same. */
    readonly warnings: readonly string[];
}

/** A connection to a server whose resources can be read and changed. Whatever goes wrong is a `SluiceError` without credentials. */
export interface LiveBroker {
    /** `host:port`, without credentials. */
    readonly address: string;
    /** In the order in which resources are made. */
    readonly kinds: readonly ResourceKind[];
    /** What the server has; `keys` names at least all that may be of the system. */
    read(keys: ReadonlySet<string>): Promise<Found>;
    /** What `writeNote` of the same name left; undefined where there is nothing. */
    readNote(): Promise<string | undefined>;
    writeNote(text: string): Promise<void>;
    /** `left` is what `remove` gave where the resource is made anew. */
    create(resource: Resource, left?: unknown): Promise<void>;
    /** Gives the settings that can be changed in place their values. */
    change(resource: Resource, actual: ActualResource): Promise<void>;
    /** How many messages the resource holds at this moment; waits where the server counts late. */
    countMessages(resource: ActualResource): Promise<number>;
    /** Deletes it, as if there was nothing to do where it is gone; gives what it takes to go on where it was. */
    remove(resource: ActualResource): Promise<unknown>;
    close(): Promise<void>;
}
