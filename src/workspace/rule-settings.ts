import type { Diagnostic } from '../model/diagnostic.js';
import type { FlowModel, Origin } from '../model/flow-model.js';
import type { RuleConfiguration, RuleLevel, RuleSetting } from './system.js';

/**
 * Diagnostics as the configuration wants them: rules switched off, other severities; in a context its own settings come
 * first. `syntax`, `unresolved` and other codes that are no rules stay as they are.
 */
export function applyRuleSettings(diagnostics: readonly Diagnostic[], { rules, contexts }: RuleConfiguration, model: FlowModel): Diagnostic[] {
    if (Object.keys(rules).length === 0 && Object.keys(contexts).length === 0) return [...diagnostics];
    const contextAt = Object.keys(contexts).length === 0 ? () => undefined : findContexts(model);
    return diagnostics.flatMap(diagnostic => {
        const context = contextAt(diagnostic.origin);
        const setting = (context === undefined ? undefined : contexts[context]?.[diagnostic.code]) ?? rules[diagnostic.code];
        if (setting === undefined) return [diagnostic];
        const level = levelOf(setting);
        return level === 'off' ? [] : [{ ...diagnostic, severity: level }];
    });
}

function levelOf(setting: RuleSetting): RuleLevel {
    return typeof setting === 'string' ? setting : setting[0];
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
