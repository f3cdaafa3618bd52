/** What is said of a resource, as plain data. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The settings of a resource by the names that its broker gives them, defaults of the server included. */
export type Settings = Readonly<Record<string, Json>>;

/** Something on a broker: a stream, a queue, a binding. */
export interface Resource {
    readonly kind: string;
    /** Unique among those of its kind. */
    readonly name: string;
    readonly settings: Settings;
    /** Keys of the resources with which it goes, such as the stream of a consumer. */
    readonly needs: readonly string[];
}

/** A resource as a server has it. */
export interface ActualResource extends Resource {
    /** How many messages are lost with it: those that it holds, or that wait for it. */
    readonly messages: number;
}

/**
 * How a setting gets another value: at once, by making the resource anew, with tools that Sluice has not, or not at all, because it
 * says how the resource began.
 */
export interface SettingRule {
    readonly way: 'in-place' | 'recreate' | 'by-hand' | 'initial';
    /** What is to be known before it is changed. */
    readonly caution?: string;
}

/** What is known of resources of a kind on a broker. */
export interface ResourceKind {
    readonly name: string;
    /** What the server sets where nothing is said. */
    readonly defaults: Settings;
    /** Made anew, it goes on where it was: nothing that waits for it is lost. */
    readonly resumes?: true;
    /** `setting`: `definition.message-ttl` for a member of a record. */
    ruleFor(setting: string, from: Json | undefined, to: Json | undefined): SettingRule;
    /** A value in words, where the plain one is hard to read. */
    describe?(setting: string, value: Json): string | undefined;
}

/** What a resource is known by among all of a broker. */
export function keyOf({ kind, name }: Pick<Resource, 'kind' | 'name'>): string {
    return `${kind}/${name}`;
}
