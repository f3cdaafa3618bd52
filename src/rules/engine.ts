import type { DeployedFacts } from '../model/deployed-facts.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { FlowModel, Origin } from '../model/flow-model.js';
import { buildGraph } from '../model/graph.js';
import { atOnce, type InSteps } from '../model/in-steps.js';
import { TypeIndex } from '../model/type-index.js';
import { typeExpressions } from '../model/typing.js';
import { rules as allRules, suppressionRules } from './registry.js';
import { buildRenaming } from './renaming.js';
import type { AnyFinding, Rule, RuleContext } from './rule.js';
import { RuleSettings } from './settings.js';
import { applySuppressions, findSuppressions } from './suppressions.js';
import { Texts } from './texts.js';
import { walk, type Visitor } from '../model/walk.js';

/** What may be asked of a check beyond its defaults. */
export interface CheckOptions {
    /** The rules to run; by default all of the registry. Those about suppressions run last and cannot be suppressed. */
    rules?: readonly Rule[];
    /** What a system has decided of them; by default the newest recommended set. */
    settings?: RuleSettings;
    /** The files (by uri) that have syntax errors, so that not all of them was read. */
    broken?: ReadonlySet<string>;
    /** What runs already of the system, with which some rules compare. */
    deployed?: Partial<DeployedFacts>;
    /** Gets how long each rule took in milliseconds, and `(model)` for what all of them need. Asking costs time of its own. */
    timings?: Map<string, number>;
}

type SharedContext = Omit<RuleContext, 'report' | 'options'>;

/**
 * Runs the rules over a model and takes out what the comments of `texts` (by uri) suppress. Notes the types of the
 * model's expressions on the way. A rule that fails becomes a diagnostic `internal/rule-failed` and stops no other.
 */
export function checkModel(model: FlowModel, texts: ReadonlyMap<string, string>, options?: CheckOptions): Diagnostic[] {
    return atOnce(checkModelInSteps(model, texts, options));
}

/** The same with rests. */
export function* checkModelInSteps(model: FlowModel, texts: ReadonlyMap<string, string>, { rules = [...allRules, ...suppressionRules], settings = new RuleSettings(), broken = new Set(), deployed, timings }: CheckOptions = {}): InSteps<Diagnostic[]> {
    const began = performance.now();
    const byId = new Map([...allRules, ...suppressionRules, ...rules].map(rule => [rule.id, rule]));
    const isAboutSuppressions = ({ id }: Rule) => id.startsWith('suppression/');
    // What is off finds nothing, and whoever turns it on again still needs the comments that suppress it.
    const suppressions = findSuppressions(texts).filter(({ rule, origin }) => {
        const suppressed = byId.get(rule);
        return !suppressed || settings.at(suppressed, origin).level !== 'off';
    });
    yield;
    const graph = buildGraph(model);
    yield;
    const lines = new Texts(texts);
    const types = new TypeIndex(model);
    const context: SharedContext = {
        model,
        graph,
        types,
        typeProblems: typeExpressions(model, { types }),
        whole: broken.size === 0,
        suppressions,
        ruleIds: [...byId.keys()],
        deployed: { partitions: {}, queueArguments: {}, ...deployed },
        wordBefore: origin => lines.wordBefore(origin),
        textAt: origin => lines.textAt(origin),
        renameFix: buildRenaming(model, graph),
    };
    timings?.set('(model)', performance.now() - began);
    yield;
    const found = applySuppressions(yield* runRules(rules.filter(rule => !isAboutSuppressions(rule)), context, settings, timings), suppressions);
    return [...found, ...yield* runRules(rules.filter(isAboutSuppressions), context, settings, timings)];
}

/** One look of a rule at the system, by one set of options. */
interface Run {
    rule: Rule;
    found: Diagnostic[];
    failed: boolean;
}

function* runRules(rules: readonly Rule[], context: SharedContext, settings: RuleSettings, timings: Map<string, number> | undefined): InSteps<Diagnostic[]> {
    const runs: Run[] = [];
    const visitors: Visitor[] = [];
    for (const rule of rules) {
        for (const options of settings.optionsOf(rule)) {
            const run: Run = { rule, found: [], failed: false };
            runs.push(run);
            const check = () => attempt(run, context, () => rule.check({ ...context, options, report: finding => report(run, options, settings, finding) }));
            const visitor = (timings ? timed(check, rule.id, timings) : check)();
            if (visitor) visitors.push(guardVisitor(visitor, run, context, timings));
            yield;
        }
    }
    yield* walk(context.model, visitors);
    return runs.flatMap(({ found }) => found);
}

function report({ rule, found }: Run, options: object, settings: RuleSettings, { origin, message, data = {}, related = [], fixes = [], severity }: AnyFinding): void {
    const level = settings.levelOf(rule, options, origin);
    if (level === 'off') return;
    found.push({ code: rule.id, severity: level === rule.severity ? severity ?? level : level, message: fillTemplate(rule, message, data), origin, related, fixes });
}

function fillTemplate({ id, messages }: Rule, message: string, data: Readonly<Record<string, string | number>>): string {
    const template = messages[message];
    if (template === undefined) throw new Error(`'${id}' has no message '${message}'.`);
    return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        const value = data[name];
        if (value === undefined) throw new Error(`The message '${message}' lacks '${name}'.`);
        return String(value);
    });
}

/** A visitor's calls are many and short: each is guarded with a fixed number of arguments, which costs next to nothing. */
type Visit = (first: unknown, second: unknown, third: unknown) => void;

/** Calls a rule: where it throws, that becomes a diagnostic, and the rule is not called again. */
function attempt<Result>(run: Run, context: SharedContext, body: () => Result): Result | undefined {
    try {
        return body();
    } catch (error) {
        fail(run, context, error);
        return undefined;
    }
}

function fail(run: Run, context: SharedContext, error: unknown): void {
    run.failed = true;
    run.found.push(ruleFailed(run.rule, error, context));
}

/** The visitor of a run, which is not called again once it has thrown; `timings` gets how long its calls took. */
function guardVisitor(visitor: Visitor, run: Run, context: SharedContext, timings: Map<string, number> | undefined): Visitor {
    const guarded = Object.entries(visitor).map(([name, visit]) => [name, guardVisit(visit as Visit, run, context)] as const);
    return Object.fromEntries(timings ? guarded.map(([name, visit]) => [name, timed(visit, run.rule.id, timings)]) : guarded);
}

function guardVisit(visit: Visit, run: Run, context: SharedContext): Visit {
    return (first, second, third) => {
        if (run.failed) return;
        try {
            visit(first, second, third);
        } catch (error) {
            fail(run, context, error);
        }
    };
}

function timed<Given extends unknown[], Result>(body: (...given: Given) => Result, id: string, timings: Map<string, number>): (...given: Given) => Result {
    return (...given) => {
        const began = performance.now();
        const result = body(...given);
        timings.set(id, (timings.get(id) ?? 0) + performance.now() - began);
        return result;
    };
}

function ruleFailed({ id }: Rule, error: unknown, context: SharedContext): Diagnostic {
    return {
        code: 'internal/rule-failed',
        severity: 'error',
        message: `The rule '${id}' failed: ${error instanceof Error ? error.message : String(error)}. `
            + 'What it would have found is missing; this is a fault in Sluice, not in the specification. Please report it.',
        origin: someOrigin(context),
        related: [],
        fixes: [],
    };
}

/** A place for what has none of its own: the system's name, or the first thing that there is. */
function someOrigin({ model }: Pick<RuleContext, 'model'>): Origin {
    const [first] = [...model.systems, ...model.contexts, ...model.brokers, ...model.actors];
    return first?.origin ?? { uri: '', range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } };
}
