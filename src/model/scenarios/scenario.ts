import type { Assignment, Expression, Milliseconds, Origin, Reference } from '../flow-model.js';

/** What has happened, what happens then, and what must come of it. A scenario takes no part in the flow: it publishes and handles nothing. */
export interface Scenario {
    title: string;
    /** The `///` text above it. */
    documentation?: string;
    /** The context's id; one that stands beside the contexts has none. */
    context?: string;
    /** The part that is looked at alone; without one the whole flow runs. */
    subject?: Reference;
    steps: ScenarioStep[];
    /** Where its title is written. */
    origin: Origin;
}

/** `origin` is the place of the step's keyword. */
export type ScenarioStep = (
    | { kind: 'given'; messages: ScenarioMessage[] }
    /** What code makes of a message, or of a question, or a part by itself when its time has come, from here on; several in a row are taken in turn, and the last one stays. Empty `answers`: nothing comes of it. */
    | { kind: 'answer'; message: ScenarioMessage; answers: ScenarioAnswer[] }
    | { kind: 'when'; messages: ScenarioMessage[] }
    | { kind: 'after'; milliseconds: Milliseconds }
    | { kind: 'then'; expectations: Expectation[] }
) & { origin: Origin };

/** A message or a query, and what is said of its fields. */
export interface ScenarioMessage {
    message: Reference;
    assignments: Assignment[];
}

export type ScenarioAnswer =
    | { kind: 'reject'; reason: string; origin: Origin }
    | ({ kind: 'publish' | 'send'; origin: Origin } & ScenarioMessage)
    /** What a question is answered with. */
    | { kind: 'answer'; value: Expression; origin: Origin }
    /** What an event makes of a projection's row or an aggregate's state; `absent`: it is deleted. */
    | ({ kind: 'state'; absent: boolean; origin: Origin } & ScenarioMessage);

/** `origin` spans what is expected. */
export type Expectation = (
    | NamedExpectation
    /** A command was refused, for this reason or for any. */
    | { kind: 'reject'; reason?: string }
    /** No message went out, and none was refused. */
    | { kind: 'nothing' }
    /** What was asked has this answer. `questions`: the queries that were asked since something was last expected; it makes sense where there is one. */
    | { kind: 'answer'; value: Expression; questions: Reference[] }
) & { origin: Origin };

/** Something that is looked at by its name, as it was written; whether that makes sense is for a rule to say. */
export interface NamedExpectation {
    /**
     * `message`: it went out. `row`: a projection has such a row, or an aggregate such a state. `process`: an instance stands
     * in a state. `unknown`: the name does not resolve.
     */
    kind: 'message' | 'row' | 'process' | 'unknown';
    target: Reference;
    /** What is said of its fields; the others may be anything. */
    assignments: Assignment[];
    /** Written with `send`. */
    send: boolean;
    /** Exactly how often; 0 is `no`. */
    count?: number;
    /** Behind `in`: the state of a process. */
    state?: Reference;
    ended: boolean;
}
