import type { FlowModel, Origin } from '../model/flow-model.js';
import { findRuleSet, RuleSettings, type WrittenSettings } from '../rules/settings.js';
import { createGlobMatcher } from './glob.js';
import type { RuleConfiguration, RuleSetting } from './system.js';

/**
 * What a configuration decides of the rules in a system: everywhere, in some of its files, and in single contexts; the
 * narrower counts more. `root` is the URI of the folder that globs are relative to.
 */
export function buildRuleSettings({ extends: base, rules, overrides, contexts }: RuleConfiguration, model: FlowModel, root: string): RuleSettings {
    const contextAt = findContexts(model);
    const prefix = root.endsWith('/') ? root : `${root}/`;
    return new RuleSettings(base === undefined ? undefined : findRuleSet(base), [
        { settings: toWritten(rules) },
        ...overrides.map(({ files, rules: settings }) => ({ appliesTo: createFileTest(files, prefix), settings: toWritten(settings) })),
        ...Object.entries(contexts).map(([name, settings]) => ({ appliesTo: (origin: Origin) => contextAt(origin) === name, settings: toWritten(settings) })),
    ]);
}

/** Each file is matched once, however much is found in it. */
function createFileTest(globs: string[], prefix: string): (origin: Origin) => boolean {
    const matches = createGlobMatcher(globs);
    const known = new Map<string, boolean>();
    return ({ uri }) => {
        let answer = known.get(uri);
        if (answer === undefined) known.set(uri, answer = uri.startsWith(prefix) && matches(decodeURIComponent(uri.slice(prefix.length))));
        return answer;
    };
}

function toWritten(settings: Record<string, RuleSetting>): WrittenSettings {
    return Object.fromEntries(Object.entries(settings).map(([id, setting]) => {
        const [level, options] = typeof setting === 'string' ? [setting] : setting;
        return [id, { level, ...(options && { options }) }];
    }));
}

/** Contexts do not nest, so a place belongs to the last context, actor, broker or system that begins before it. */
function findContexts(model: FlowModel): (origin: Origin) => string | undefined {
    const starts = new Map<string, { line: number; character: number; context: string | undefined }[]>();
    const add = ({ uri, range }: Origin, context: string | undefined) => {
        const known = starts.get(uri) ?? [];
        starts.set(uri, known);
        known.push({ ...range.start, context });
    };
    for (const { id, origins } of model.contexts) for (const origin of origins) add(origin, id);
    for (const { origin } of [...model.actors, ...model.brokers, ...model.systems]) add(origin, undefined);
    for (const known of starts.values()) known.sort((left, right) => left.line - right.line || left.character - right.character);
    return ({ uri, range: { start } }) => starts.get(uri)
        ?.findLast(({ line, character }) => line < start.line || (line === start.line && character <= start.character))?.context;
}
