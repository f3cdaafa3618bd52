import type { DeployedFacts } from '../model/deployed-facts.js';
import type { Fix, RelatedPlace, Severity } from '../model/diagnostic.js';
import type { FlowModel, Origin, Range } from '../model/flow-model.js';
import type { FlowGraph } from '../model/graph.js';
import type { TypeIndex } from '../model/type-index.js';
import type { TypeProblem } from '../model/typing.js';
import type { RenameFix } from './renaming.js';
import type { Suppression } from './suppressions.js';
import type { Visitor } from '../model/walk.js';

/** The sets that a system may start from; each holds those before it. */
export const ruleSetNames = ['recommended', 'strict', 'all'] as const;

export type RuleSetName = (typeof ruleSetNames)[number];

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
    /** Of a rule: the first version of Sluice that has it. */
    since?: string;
    /** Of a rule: the smallest set that it is in, and that set's first version with it, so that an upgrade adds no finding unasked. */
    set?: `${RuleSetName}@${number}`;
    /** One or two sentences on when to turn it off, or suppress it. */
    whenToTurnOff?: string;
    /** Where the rule comes from: a specification, a broker's documentation, a book; with its address where it has one. */
    source?: { title: string; url?: string }[];
    options?: RuleOptions<object>;
    /** What runs already where the examples are checked, of a rule that compares with that. */
    deployedInExamples?: Partial<DeployedFacts>;
    /** Whether it offers fixes, and whether some of them keep what the specification means, so that they may be made unasked. */
    fix?: 'safe' | 'unsafe';
}

/** What a system may decide of a rule, beyond how severe it is. */
export interface RuleOptions<Options extends object> {
    /** Properties of a JSON Schema (draft 7) for the object of options, each with a `description`; no others are allowed. */
    properties: { [Name in keyof Options]: Readonly<Record<string, unknown>> & { description: string } };
    defaults: Options;
    /** Options with which the rule finds something in `bad`, where it does not by default. */
    forExample?: Partial<Options>;
}

/** A rule looks at a whole system and reports what it finds; it changes nothing and keeps nothing. */
export interface Rule extends RulePage {
    since: string;
    set: `${RuleSetName}@${number}`;
    whenToTurnOff: string;
    /** Templates of what it says, by an id of their own; `{name}` stands for a piece of data. */
    messages: Readonly<Record<string, string>>;
    /** Looks at the system as a whole, and may give what it wants to be called with for single elements of it. */
    check(context: RuleContext): Visitor | void;
}

/** The names in braces of a template. */
export type Placeholders<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholders<Rest> : never;

/** What is found: `message` names a template, `data` fills its placeholders. */
export interface AnyFinding {
    origin: Origin;
    message: string;
    data?: Readonly<Record<string, string | number>>;
    related?: RelatedPlace[];
    fixes?: Fix[];
    /** More or less severe than the rule is by itself; where a system has given the rule another severity, that holds. */
    severity?: Severity;
}

/** A finding with one of a rule's own messages and just the data that it asks for. */
export type Finding<Messages extends Readonly<Record<string, string>>> = string extends keyof Messages ? AnyFinding : {
    [Id in keyof Messages & string]: Omit<AnyFinding, 'message' | 'data'> & { message: Id }
        & ([Placeholders<Messages[Id]>] extends [never] ? { data?: never } : { data: Readonly<Record<Placeholders<Messages[Id]>, string | number>> })
}[keyof Messages & string];

/** What a rule may ask. */
export interface RuleContext<Messages extends Readonly<Record<string, string>> = Readonly<Record<string, string>>, Options extends object = object> {
    model: FlowModel;
    graph: FlowGraph;
    types: TypeIndex;
    /** The rule's own options, defaults filled in. */
    options: Options;
    /** What the type checker found; its notes are in the model's expressions. */
    typeProblems: readonly TypeProblem[];
    /** False where a part of the system could not be read: what seems to be missing may be there. */
    whole: boolean;
    /** The suppressions of all files; whether each was used is known to the rules of the group `suppression` alone. */
    suppressions: readonly Suppression[];
    /** The ids of all rules that there are. */
    ruleIds: readonly string[];
    /** What runs already of the system; empty where nobody knows. */
    deployed: DeployedFacts;
    /** The word directly before a place on its line, such as a declaration's keyword. */
    wordBefore(origin: Origin): { word: string; range: Range } | undefined;
    /** What is written at a place that is on one line. */
    textAt(origin: Origin): string;
    renameFix: RenameFix;
    report(finding: Finding<Messages>): void;
}

/** A rule as it is written: with its own messages and options, which `report` and `options` are typed by. */
export interface RuleDefinition<Messages extends Readonly<Record<string, string>>, Options extends object> extends Omit<Rule, 'messages' | 'options' | 'check'> {
    messages: Messages;
    options?: RuleOptions<Options>;
    check(context: RuleContext<Messages, Options>): Visitor | void;
}

/** Makes a rule out of its definition. */
export function defineRule<const Messages extends Readonly<Record<string, string>>, Options extends object = Record<never, never>>(definition: RuleDefinition<Messages, Options>): Rule {
    // The engine calls `check` with the options and the report of this very rule.
    return definition as unknown as Rule;
}
