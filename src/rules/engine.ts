import type { Diagnostic, Severity } from '../model/diagnostic.js';
import type { FlowModel, Origin } from '../model/flow-model.js';
import { buildGraph } from '../model/graph.js';
import { TypeIndex } from '../model/type-index.js';
import { typeExpressions } from '../model/typing.js';
import { buildContextAt } from './context-at.js';
import { rules as allRules, suppressionRules } from './registry.js';
import { buildRenaming } from './renaming.js';
import type { Rule, RuleContext } from './rule.js';
import { applySuppressions, findSuppressions } from './suppressions.js';

/** What is decided otherwise than by the rules themselves, by rule id. */
export type Severities = Readonly<Record<string, Severity | 'off'>>;

/** What may be asked of a check beyond its defaults. */
export interface CheckOptions {
    /** The rules to run; by default all of the registry. */
    rules?: readonly Rule[];
    /** What the system has decided. */
    severities?: Severities;
    /** What single contexts have decided, by the context's name; in it that comes before what the system has decided. */
    contexts?: Readonly<Record<string, Severities>>;
}

/**
 * Runs the rules over a model and takes out what the comments of `texts` (by uri) suppress. Notes the types of the
 * model's expressions on the way. A rule that fails becomes a diagnostic `internal/rule-failed` and stops no other.
 */
export function checkModel(model: FlowModel, texts: ReadonlyMap<string, string>, { rules = allRules, severities = {}, contexts = {} }: CheckOptions = {}): Diagnostic[] {
    const isOff = (id: string) => severities[id] === 'off' && Object.values(contexts).every(own => (own[id] ?? 'off') === 'off');
    const run = (some: readonly Rule[]) => some.filter(({ id }) => !isOff(id)).flatMap(rule => runRule(rule, context));
    // What is off finds nothing, and whoever turns it on again still needs the comments that suppress it.
    const suppressions = findSuppressions(texts).filter(({ rule }) => !isOff(rule));
    const graph = buildGraph(model);
    const context = {
        model,
        graph,
        types: new TypeIndex(model),
        typeProblems: typeExpressions(model),
        suppressions,
        ruleIds: [...allRules, ...suppressionRules].map(({ id }) => id),
        wordBefore: buildWordBefore(texts),
        renameFix: buildRenaming(model, graph),
    };
    // A suppression counts as used by what it suppresses, even where its context has the rule off.
    const found = [...applySuppressions(run(rules), suppressions), ...run(suppressionRules)];
    return decide(found, model, { severities, contexts });
}

/** Findings with the severities that hold where they were found. */
function decide(found: Diagnostic[], model: FlowModel, { severities, contexts }: Required<Pick<CheckOptions, 'severities' | 'contexts'>>): Diagnostic[] {
    const contextAt = Object.keys(contexts).length === 0 ? () => undefined : buildContextAt(model);
    return found.flatMap(diagnostic => {
        const { code, severity, origin } = diagnostic;
        const decided = contexts[contextAt(origin) ?? '']?.[code] ?? severities[code] ?? severity;
        return decided === 'off' ? [] : [{ ...diagnostic, severity: decided }];
    });
}

function runRule(rule: Rule, context: Omit<RuleContext, 'report'>): Diagnostic[] {
    const found: Diagnostic[] = [];
    try {
        rule.check({
            ...context,
            report: ({ origin, message, related = [], fixes = [] }) => found.push({ code: rule.id, severity: rule.severity, message, origin, related, fixes }),
        });
    } catch (error) {
        found.push({
            code: 'internal/rule-failed',
            severity: 'error',
            message: `The rule '${rule.id}' failed: ${error instanceof Error ? error.message : String(error)}. `
                + 'What it would have found is missing; this is a fault in Sluice, not in the specification. Please report it.',
            origin: someOrigin(context),
            related: [],
            fixes: [],
        });
    }
    return found;
}

/** A place for what has none of its own: the system's name, or the first thing that there is. */
function someOrigin({ model }: Pick<RuleContext, 'model'>): Origin {
    const [first] = [...model.systems, ...model.contexts, ...model.brokers, ...model.actors];
    return first?.origin ?? { uri: '', range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } };
}

/** Reads single lines of texts, each text divided into lines when it is first asked for. */
function buildWordBefore(texts: ReadonlyMap<string, string>): RuleContext['wordBefore'] {
    const divided = new Map<string, string[]>();
    return ({ uri, range: { start: { line, character } } }) => {
        let lines = divided.get(uri);
        if (!lines) divided.set(uri, lines = (texts.get(uri) ?? '').split(/\r\n|\n|\r/));
        const match = /([A-Za-z]+)[ \t]+$/.exec(lines[line]?.slice(0, character) ?? '');
        return match ? { word: match[1]!, range: { start: { line, character: match.index }, end: { line, character: match.index + match[1]!.length } } } : undefined;
    };
}
