import { differencesOf } from './matching.js';

/** What code makes of a message that fits `where`; of any message where nothing is said. */
export interface StatedAnswer<Answer> {
    readonly where?: object;
    readonly answer: Answer;
}

/** Code that gives these answers in turn, and the last one from then on. */
export function inTurn<const Answer>(...answers: readonly [Answer, ...Answer[]]): () => Answer {
    let turn = 0;
    return () => answers[Math.min(turn++, answers.length - 1)]!;
}

/** Code that gives to each message the next of the answers that are stated for it, the last one from then on, and `otherwise` where none is. `argument`: where the message is among what code is given. */
export function statedAnswers<const Answer>(stated: readonly StatedAnswer<Answer>[], otherwise: Answer, { argument = 0 }: { readonly argument?: number } = {}): (...given: readonly object[]) => Answer {
    const given = new Set<StatedAnswer<Answer>>();
    return (...all) => {
        const message = all[argument];
        const fitting = stated.filter(({ where = {} }) => differencesOf(where, message).length === 0);
        const next = fitting.find(answer => !given.has(answer)) ?? fitting.at(-1);
        if (!next) return otherwise;
        given.add(next);
        return next.answer;
    };
}

/** What code gives where nothing comes of a message: its work is not done yet, or never. No type of an outcome admits that. */
export const nothing = {} as never;

/** What an event that fits `where` makes of a state: these fields, whatever else happens, and none of those that are `unset`; without `fields` it is deleted. */
export interface StatedChange {
    readonly where?: object;
    readonly fields?: object;
    readonly unset?: readonly string[];
}

/**
 * Code that puts an event into a state as the first of the changes says that it fits, and as `usual` where none does. An event
 * makes the same of the same state every time, so that changes are not taken in turn.
 */
export function statedChanges<State extends object, Event extends object>(stated: readonly StatedChange[], usual: (state: State, event: Event) => State | undefined): (state: State, event: Event) => State | undefined {
    return (state, event) => {
        const change = stated.find(({ where = {} }) => differencesOf(where, event).length === 0);
        if (!change) return usual(state, event);
        if (!change.fields) return undefined;
        const { unset = [] } = change;
        const next: State = { ...state, ...usual(state, event), ...change.fields };
        return unset.length === 0 ? next : Object.fromEntries(Object.entries(next).filter(([name]) => !unset.includes(name))) as State;
    };
}
