import type { FlowModel, Origin } from '../model/flow-model.js';
import { buildContextAt } from '../rules/context-at.js';
import type { CheckOptions } from '../rules/engine.js';
import { findRuleSet, RuleSettings, type WrittenSettings } from '../rules/settings.js';
import { createGlobMatcher } from './glob.js';
import type { Configuration, RuleConfiguration, RuleSetting } from './system.js';

/** What a configuration asks of `checkModel`; whoever checks a system by its rules asks here. `root` is the URI of its folder. */
export function toCheckOptions({ rules }: Pick<Configuration, 'rules'>, model: FlowModel, root: string): CheckOptions {
    return { settings: buildRuleSettings(rules, model, root) };
}

/**
 * What a configuration decides of the rules in a system: everywhere, in some of its files, and in single contexts; the
 * narrower counts more. `root` is the URI of the folder that globs are relative to.
 */
function buildRuleSettings({ extends: base, rules, overrides, contexts }: RuleConfiguration, model: FlowModel, root: string): RuleSettings {
    const contextAt = Object.keys(contexts).length === 0 ? () => undefined : buildContextAt(model);
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
