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

/** Code that gives to each message the next of the answers that are stated for it, the last one from then on, and `otherwise` where none is. */
export function statedAnswers<const Answer>(stated: readonly StatedAnswer<Answer>[], otherwise: Answer): (message: object) => Answer {
    const given = new Set<StatedAnswer<Answer>>();
    return message => {
        const fitting = stated.filter(({ where = {} }) => differencesOf(where, message).length === 0);
        const next = fitting.find(answer => !given.has(answer)) ?? fitting.at(-1);
        if (!next) return otherwise;
        given.add(next);
        return next.answer;
    };
}

/** What code gives where nothing comes of a message: its work is not done yet, or never. No type of an outcome admits that. */
export const nothing = {} as never;

/** A state with what an event has by the same names; stands in for code that puts an event into a state. */
export function takeOver<State extends object>(state: State, event: object): State {
    return { ...state, ...Object.fromEntries(Object.entries(event).filter(([name]) => name in state)) };
}
