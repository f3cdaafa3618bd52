import type { Process, ProcessAction, ProcessState, ProcessStep, Timer } from '../flow-model.js';
import { oncePer } from '../once-per.js';

/** Where an instance of a process is: the name of a state, or one of the three below. */
export type Place = string;

/** Where an instance is before it starts, when it runs without having gone to any state, and after its end. */
export const beforeStart: Place = '(start)';
export const inNoState: Place = '(none)';
export const ended: Place = '(end)';

/** A step that is taken or a timer that runs out in a place, and the place that it leads to: perhaps the same. */
export interface Move {
    from: Place;
    to: Place;
    cause: ProcessStep | Timer;
    /** Missing of a timer. */
    step?: ProcessStep;
    timer?: Timer;
    actions: readonly ProcessAction[];
}

/** How the instances of a process may move, whatever its conditions say: every step may be taken where it stands. */
export class ProcessMoves {
    /** From the places that can be reached, `beforeStart` the first of them. */
    readonly all: readonly Move[];
    readonly places: ReadonlySet<Place>;
    /** False where a `go` names no state, so that it is not known what can be reached. */
    readonly isComplete: boolean;
    /** Whether anything that the process sends says what takes it back. */
    readonly hasUndos: boolean;
    private readonly states = new Map<string, ProcessState>();
    private readonly outgoing = new Map<Place, Move[]>();
    private readonly incoming = new Map<Place, Move[]>();
    private readonly leading = new Map<Place, Set<Place>>();

    constructor(private readonly process: Process) {
        const { starts, anywhere, states } = process;
        for (const state of states) this.states.set(state.name, state);
        const isKnown = ({ actions }: ProcessStep | Timer) => actions.every(action => action.kind !== 'go' || this.states.has(action.state.target ?? ''));
        this.isComplete = starts.every(isKnown) && anywhere.every(isKnown) && states.every(({ steps, timers }) => steps.every(isKnown) && timers.every(isKnown));
        const places = new Set([beforeStart]);
        // A set may grow while it is gone through.
        const all: Move[] = [];
        for (const place of places) {
            const moves = this.movesFrom(place);
            this.outgoing.set(place, moves);
            for (const move of moves) {
                all.push(move);
                places.add(move.to);
                const others = this.incoming.get(move.to);
                if (others) others.push(move);
                else this.incoming.set(move.to, [move]);
            }
        }
        this.all = all;
        this.places = places;
        this.hasUndos = all.some(({ actions }) => actions.some(action => action.kind === 'send' && action.undo));
    }

    state(place: Place): ProcessState | undefined {
        return this.states.get(place);
    }

    from(place: Place): readonly Move[] {
        return this.outgoing.get(place) ?? [];
    }

    into(place: Place): readonly Move[] {
        return this.incoming.get(place) ?? [];
    }

    /** The places that can be reached and from which `place` can be reached, itself included. */
    leadingTo(place: Place): ReadonlySet<Place> {
        let found = this.leading.get(place);
        if (!found) {
            found = new Set([place]);
            for (const target of found) for (const { from } of this.into(target)) found.add(from);
            this.leading.set(place, found);
        }
        return found;
    }

    /** The places that can be reached from `place`, itself included. */
    following(place: Place): ReadonlySet<Place> {
        const found = new Set([place]);
        for (const source of found) for (const { to } of this.from(source)) found.add(to);
        return found;
    }

    /** Where an instance that runs can be. */
    running(): Place[] {
        return [...this.places].filter(place => place !== beforeStart && place !== ended);
    }

    /** The moves that may have been made before an instance is in `place`, those included by which it stays there. */
    before(place: Place): Move[] {
        const leading = this.leadingTo(place);
        return this.all.filter(({ to }) => leading.has(to));
    }

    private movesFrom(place: Place): Move[] {
        if (place === ended) return [];
        const moves: Move[] = [];
        const addSteps = (steps: readonly ProcessStep[]) => {
            for (const step of steps) moves.push({ from: place, to: this.targetOf(place, step.actions), cause: step, step, actions: step.actions });
        };
        const state = this.states.get(place);
        if (place === beforeStart) addSteps(this.process.starts);
        else {
            if (state) addSteps(state.steps);
            addSteps(this.process.anywhere);
        }
        if (state) for (const timer of state.timers) moves.push({ from: place, to: this.targetOf(place, timer.actions), cause: timer, timer, actions: timer.actions });
        return moves;
    }

    /** The last `go` or `end` counts. */
    private targetOf(place: Place, actions: readonly ProcessAction[]): Place {
        let target = place === beforeStart ? inNoState : place;
        for (const action of actions) {
            if (action.kind === 'end') target = ended;
            else if (action.kind === 'go' && action.state.target !== undefined) target = action.state.target;
        }
        return target;
    }
}

/** A place in a sentence: `in 'paying'`, `after its start`. */
export function describePlace(place: Place): string {
    if (place === beforeStart) return 'before its start';
    if (place === inNoState) return 'after its start';
    return place === ended ? 'after its end' : `in '${place}'`;
}

/** A command that a process sends, with what takes it back. */
export type Send = Extract<ProcessAction, { kind: 'send' }>;

const nothing: readonly Send[] = [];

/** The commands that a step or a timer sends, without those by which `compensate` takes others back. */
export function sendsOf({ actions }: { actions: readonly ProcessAction[] }): readonly Send[] {
    let sends: Send[] | undefined;
    for (const action of actions) {
        if (action.kind !== 'send') continue;
        if (sends) sends.push(action);
        else sends = [action];
    }
    return sends ?? nothing;
}

/** True of a step or a timer that goes to a state, the same one perhaps, or ends. */
export function isLeaving({ actions }: { actions: readonly ProcessAction[] }): boolean {
    return actions.some(({ kind }) => kind === 'go' || kind === 'end');
}

/** The moves of a process. */
export const movesOf = oncePer((process: Process) => new ProcessMoves(process));
