import type { CheckOptions, Severities } from '../rules/engine.js';
import type { Configuration, RuleSetting } from './system.js';

/** What a configuration asks of `checkModel`; whoever checks a system by its rules asks here. */
export function toCheckOptions({ rules: { rules, contexts } }: Pick<Configuration, 'rules'>): CheckOptions {
    return { severities: toSeverities(rules), contexts: Object.fromEntries(Object.entries(contexts).map(([name, own]) => [name, toSeverities(own)])) };
}

function toSeverities(settings: Record<string, RuleSetting>): Severities {
    return Object.fromEntries(Object.entries(settings).map(([id, setting]) => [id, typeof setting === 'string' ? setting : setting[0]]));
}
