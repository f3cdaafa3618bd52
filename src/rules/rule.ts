import type { Fix, RelatedPlace, Severity } from '../model/diagnostic.js';
import type { FlowModel, Origin, Range } from '../model/flow-model.js';
import type { FlowGraph } from '../model/graph.js';
import type { TypeIndex } from '../model/type-index.js';
import type { TypeProblem } from '../model/typing.js';
import type { RenameFix } from './renaming.js';
import type { Suppression } from './suppressions.js';

/** What `sluice explain` tells of a code: each is permanent, never changes its meaning and is never used again. */
export interface RulePage {
    /** `group/name`. */
    id: string;
    severity: Severity;
    /** One sentence: what it finds. */
    summary: string;
    /** One or two sentences: why that matters. */
    reason: string;
    /** A specification in which the rule finds something; empty where no specification can cause it. */
    bad: string;
    /** The same specification put right. */
    good: string;
}

/** A rule looks at a whole system and reports what it finds; it changes nothing and keeps nothing. */
export interface Rule extends RulePage {
    check(context: RuleContext): void;
}

export interface Finding {
    origin: Origin;
    /** What is wrong, why it matters, what to do; elements in single quotes. */
    message: string;
    related?: RelatedPlace[];
    fixes?: Fix[];
}

/** What a rule may ask. */
export interface RuleContext {
    model: FlowModel;
    graph: FlowGraph;
    types: TypeIndex;
    /** What the type checker found; its notes are in the model's expressions. */
    typeProblems: readonly TypeProblem[];
    /** The suppressions of all files; whether each was used is known to the rules of the group `suppression` alone. */
    suppressions: readonly Suppression[];
    /** The ids of all rules that there are. */
    ruleIds: readonly string[];
    /** The word directly before a place on its line, such as a declaration's keyword. */
    wordBefore(origin: Origin): { word: string; range: Range } | undefined;
    renameFix: RenameFix;
    report(finding: Finding): void;
}
