import type { Aggregate, Branch, Expression, Handling, OutcomePart } from '../flow-model.js';
import { assignedConstants, type FieldValues } from './field-values.js';
import { constantOf, judge, stateTestsOf, type Constant, type KnownState } from './state-tests.js';

/** More states than this are not told apart: whatever is asked of them is then possible. */
const most = 500;

/**
 * The states that an aggregate can come into by its own commands, as far as its conditions tell states apart; undefined
 * where that cannot be told, because code changes the state or there are too many, or nobody wants to know any more: each
 * state that is found is shown to `isEnough`. What cannot be judged is possible.
 */
export function reachableStates(aggregate: Aggregate, values: FieldValues, isEnough: (state: KnownState) => boolean = () => false): KnownState[] | undefined {
    if (aggregate.evolutions.some(({ byCode, event }) => byCode || event.target === undefined)) return undefined;
    return new StateSearch(aggregate, values).run(isEnough);
}

/** The branches of a handling that may be taken in a state, in their order; the first that certainly holds is the last of them. */
export function branchesIn(handling: Handling, state: KnownState): Branch[] {
    const taken: Branch[] = [];
    for (const branch of handling.branches) {
        const truth = branch.condition ? judge(branch.condition, state) : 'yes';
        if (truth !== 'no') taken.push(branch);
        if (truth === 'yes') break;
    }
    return taken;
}

class StateSearch {
    private readonly found = new Map<string, KnownState>();
    private readonly initial: KnownState;
    /** Events that somebody else tells, or tells under a command that is not known: they may come at any time. */
    private readonly unbidden: string[];

    constructor(private readonly aggregate: Aggregate, values: FieldValues) {
        const tested = new Set(conditionsOf(aggregate).flatMap(stateTestsOf).map(({ field }) => field));
        this.initial = new Map(aggregate.fields.flatMap(({ name, default: standard }): [string, Constant | undefined][] => {
            const constant = standard && constantOf(standard);
            const isKnown = tested.has(name) && values.has(name) && (!standard || constant !== undefined);
            return isKnown ? [[name, constant]] : [];
        }));
        const told = new Set(aggregate.handles.flatMap(({ branches }) => branches.flatMap(({ outcome }) => outcome.alternatives.flat()))
            .map(part => (part.kind === 'publish' ? part.message.target : undefined)));
        this.unbidden = [...new Set(aggregate.evolutions.map(({ event }) => event.target!))].filter(event => !told.has(event));
    }

    run(isEnough: (state: KnownState) => boolean): KnownState[] | undefined {
        this.found.set(textOf(this.initial), this.initial);
        // A map may grow while it is gone through.
        for (const state of this.found.values()) {
            if (isEnough(state)) return undefined;
            for (const next of this.after(state)) {
                const text = textOf(next);
                if (!this.found.has(text)) this.found.set(text, next);
            }
            if (this.found.size > most) return undefined;
        }
        return [...this.found.values()];
    }

    private after(state: KnownState): KnownState[] {
        const next = this.unbidden.flatMap(event => this.evolve(state, event));
        for (const handling of this.aggregate.handles) {
            for (const { outcome } of branchesIn(handling, state)) {
                for (const parts of outcome.alternatives) next.push(...parts.reduce<KnownState[]>((states, part) => this.tell(states, part), [state]));
            }
        }
        return next;
    }

    private tell(states: readonly KnownState[], part: OutcomePart): KnownState[] {
        if (part.kind !== 'publish') return [...states];
        const event = part.message.target;
        if (event === undefined) return [...states];
        const after = distinct(states.flatMap(state => this.evolve(state, event)));
        if (!part.many) return part.optional ? distinct([...states, ...after]) : after;
        // Any number of times: until nothing new comes of once more.
        let all = distinct([...states, ...after]);
        for (let count = 0; count !== all.length && all.length <= most;) {
            count = all.length;
            all = distinct([...all, ...all.flatMap(state => this.evolve(state, event))]);
        }
        return all;
    }

    private evolve(before: KnownState, event: string): KnownState[] {
        let states = [before];
        for (const { event: taken, condition, statements } of this.aggregate.evolutions) {
            if (taken.target !== event) continue;
            states = states.flatMap(state => {
                const truth = condition ? judge(condition, state) : 'yes';
                const changed = truth === 'no' ? [] : this.apply(state, statements);
                return truth === 'yes' ? changed : [state, ...changed];
            });
        }
        return states;
    }

    private apply(before: KnownState, statements: Aggregate['evolutions'][number]['statements']): KnownState[] {
        if (statements.some(({ kind }) => kind === 'delete')) return [this.initial];
        let states = [before];
        for (const statement of statements) {
            if (statement.kind === 'delete' || !before.has(statement.field)) continue;
            const { field } = statement;
            states = states.flatMap(state => (assignedConstants(statement, state.get(field)) ?? []).map(constant => new Map([...state, [field, constant]])));
        }
        return states;
    }
}

function conditionsOf({ handles, evolutions }: Aggregate): Expression[] {
    return [...handles.flatMap(({ branches }) => branches), ...evolutions].flatMap(({ condition }) => (condition ? [condition] : []));
}

function distinct(states: readonly KnownState[]): KnownState[] {
    return states.length < 2 ? [...states] : [...new Map(states.map(state => [textOf(state), state])).values()];
}

function textOf(state: KnownState): string {
    return JSON.stringify([...state.values()].map(value => value ?? null));
}
