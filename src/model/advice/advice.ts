import type { Source } from '../brokers/promises.js';
import type { Origin } from '../flow-model.js';

/** What is asked of every system, whatever it is about. */
export type PatternQuestion = 'fact-or-request' | 'publish-or-queue' | 'events-or-state' | 'choreography-or-process' | 'projection-or-service';

/** How much a reason counts: 1 is a hint, 3 nearly decides alone. */
export type Weight = 1 | 2 | 3;

/** Something that the specification says and that speaks for one of two answers; `text` is a sentence, `places` is where it is written. */
export interface Reason {
    criterion: string;
    speaksFor: string;
    weight: Weight;
    text: string;
    places: Origin[];
}

/** What a question is asked of. */
export interface AdviceSubject {
    kind: string;
    id: string;
    name: string;
    origin: Origin;
}

/** One question, asked of one element. Where nothing speaks for either answer there is no advice. */
export interface PatternAdvice {
    question: PatternQuestion;
    subject: AdviceSubject;
    /** What the specification does. */
    now: string;
    /** What its facts speak for; missing where as much speaks for the one as for the other. */
    speaksFor?: string;
    verdict: 'agrees' | 'differs' | 'open';
    /** By how much one side outweighs the other. */
    margin: number;
    /** Those for what the facts speak for first, the weightiest first. */
    reasons: Reason[];
    /** The least, of what is known, that would turn the answer over: `when` are clauses that follow "if" and hold together. */
    change?: { to: string; when: string[] };
}

/** A criterion as documentation lists it. */
export interface CriterionFacts {
    id: string;
    speaksFor: string;
    weight: Weight;
    /** When it holds, as a clause that follows "if". */
    holds: string;
    source: Source;
}

/** A question as documentation lists it; `answers` gives each answer in words, `names` in as few as there are. */
export interface QuestionFacts {
    id: PatternQuestion;
    asks: string;
    answers: Readonly<Record<string, string>>;
    names: Readonly<Record<string, string>>;
    criteria: readonly CriterionFacts[];
}
