import type { Source } from '../brokers/promises.js';
import type { Origin } from '../flow-model.js';
import type { AdviceSubject, PatternAdvice, PatternQuestion, QuestionFacts, Reason, Weight } from './advice.js';
import type { AdviceSystem } from './system.js';

/** Something to look for in a specification, and which answer it speaks for. */
export interface Criterion<Subject, Answer extends string> {
    id: string;
    speaksFor: Answer;
    weight: Weight;
    /** When it would hold, and when it would no longer hold: clauses that follow "if". */
    holds: string;
    lapses: string;
    /** Criteria that cannot hold beside this one; that either names the other is enough. */
    excludes?: readonly string[];
    source: Source;
    /** False of subjects of which it makes no sense; of all it does by default. */
    concerns?(subject: Subject): boolean;
    /** What of it the specification says of a subject, and where; undefined where it says nothing. */
    find(subject: Subject, system: AdviceSystem): { text: string; places: Origin[] } | undefined;
}

interface QuestionDefinition<Subject, Answer extends string> {
    id: PatternQuestion;
    asks: string;
    answers: Readonly<Record<Answer, string>>;
    names: Readonly<Record<Answer, string>>;
    subjectsOf(system: AdviceSystem): readonly Subject[];
    describe(subject: Subject): AdviceSubject;
    now(subject: Subject): Answer;
    criteria: readonly Criterion<Subject, Answer>[];
}

/** A question that can be asked of a system. */
export type Question = QuestionFacts & { advise(system: AdviceSystem): PatternAdvice[] };

/** More clauses than these are no longer one change. */
const mostClauses = 3;

/** Makes a question of its criteria: what speaks for either answer is weighed, and where nothing does there is no advice. */
export function defineQuestion<Subject, Answer extends string>(definition: QuestionDefinition<Subject, Answer>): Question {
    const { id, asks, answers, names, criteria } = definition;
    return {
        id, asks, answers, names,
        criteria: criteria.map(criterion => ({ id: criterion.id, speaksFor: criterion.speaksFor, weight: criterion.weight, holds: criterion.holds, source: criterion.source })),
        advise: system => definition.subjectsOf(system).flatMap(subject => weigh(definition, subject, system) ?? []),
    };
}

function weigh<Subject, Answer extends string>(question: QuestionDefinition<Subject, Answer>, subject: Subject, system: AdviceSystem): PatternAdvice | undefined {
    const held = new Map<Criterion<Subject, Answer>, Reason>();
    for (const criterion of question.criteria) {
        const found = criterion.concerns?.(subject) === false ? undefined : criterion.find(subject, system);
        if (found) held.set(criterion, { criterion: criterion.id, speaksFor: criterion.speaksFor, weight: criterion.weight, ...found });
    }
    if (held.size === 0) return undefined;
    const now = question.now(subject);
    const [one, other] = Object.keys(question.answers) as [Answer, Answer];
    const balance = sum(held.keys(), one) - sum(held.keys(), other);
    const speaksFor = balance === 0 ? undefined : balance > 0 ? one : other;
    const change = speaksFor === undefined ? undefined : findChange(question, subject, new Set(held.keys()), { from: speaksFor, to: speaksFor === one ? other : one, margin: Math.abs(balance) });
    return {
        question: question.id,
        subject: question.describe(subject),
        now,
        ...(speaksFor !== undefined && { speaksFor }),
        verdict: speaksFor === undefined ? 'open' : speaksFor === now ? 'agrees' : 'differs',
        margin: Math.abs(balance),
        reasons: [...held.values()].sort((left, right) => Number(right.speaksFor === (speaksFor ?? now)) - Number(left.speaksFor === (speaksFor ?? now)) || right.weight - left.weight),
        ...(change && { change }),
    };
}

function sum<Answer extends string>(criteria: Iterable<{ speaksFor: Answer; weight: Weight }>, answer: Answer): number {
    let total = 0;
    for (const { speaksFor, weight } of criteria) if (speaksFor === answer) total += weight;
    return total;
}

/** The weightiest first: what would have to be said for the other answer, and what no longer for this one, until the other outweighs it. */
function findChange<Subject, Answer extends string>(
    { criteria }: QuestionDefinition<Subject, Answer>, subject: Subject, held: ReadonlySet<Criterion<Subject, Answer>>, { from, to, margin }: { from: Answer; to: Answer; margin: number },
): { to: Answer; when: string[] } | undefined {
    const lapsed = new Set<string>();
    const when: string[] = [];
    let missing = margin + 1;
    const moves = criteria
        .filter(criterion => criterion.concerns?.(subject) !== false && held.has(criterion) === (criterion.speaksFor === from))
        .map(criterion => {
            const excluded = held.has(criterion) ? [] : [...held].filter(other => other.speaksFor === from && (criterion.excludes?.includes(other.id) || other.excludes?.includes(criterion.id)));
            return { criterion, excluded, weight: criterion.weight + sum(excluded, from) };
        })
        .sort((left, right) => right.weight - left.weight);
    for (const { criterion, excluded } of moves) {
        if (missing <= 0 || when.length === mostClauses) break;
        // What one clause has taken away cannot be taken away again.
        const takenAway = (held.has(criterion) ? [criterion] : excluded).filter(({ id }) => !lapsed.has(id));
        if (held.has(criterion) && takenAway.length === 0) continue;
        for (const { id } of takenAway) lapsed.add(id);
        when.push(held.has(criterion) ? criterion.lapses : criterion.holds);
        missing -= sum(takenAway, from) + (held.has(criterion) ? 0 : criterion.weight);
    }
    return missing <= 0 ? { to, when } : undefined;
}
