import { isDeepStrictEqual } from 'node:util';
import type { Json, ResourceKind, SettingRule, Settings } from './resource.js';

/** A setting that has another value than it should; undefined where there is none. */
export interface SettingChange extends SettingRule {
    readonly setting: string;
    readonly from: Json | undefined;
    readonly to: Json | undefined;
}

/** The settings that differ, by name; members of records are settings of their own. What says how a resource began is left out. */
export function compareSettings(from: Settings, to: Settings, kind: ResourceKind): SettingChange[] {
    const before = flatten(from);
    const after = flatten(to);
    return [...new Set([...before.keys(), ...after.keys()])].sort()
        .filter(setting => !isDeepStrictEqual(before.get(setting), after.get(setting)))
        .map(setting => ({ setting, from: before.get(setting), to: after.get(setting), ...kind.ruleFor(setting, before.get(setting), after.get(setting)) }))
        .filter(({ way }) => way !== 'initial');
}

/** The settings of a new resource that are not the server's own choice, by name. */
export function chosenSettings(settings: Settings, kind: ResourceKind): [string, Json][] {
    const defaults = flatten(kind.defaults);
    return [...flatten(settings)].filter(([setting, value]) => value !== null && !isDeepStrictEqual(defaults.get(setting), value)).sort(([left], [right]) => (left < right ? -1 : 1));
}

function flatten(settings: Settings): Map<string, Json> {
    return new Map(Object.entries(settings).flatMap(([name, value]): [string, Json][] =>
        (isRecord(value) ? Object.entries(value).map(([key, inner]) => [`${name}.${key}`, inner]) : [[name, value]])));
}

function isRecord(value: Json): value is { readonly [key: string]: Json } {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
