import type { Aggregate, Branch, Expression, Handling, OutcomePart } from '../flow-model.js';
import { publishedBy } from '../told-events.js';
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
        const tested = testedFields(aggregate);
        const initial = new Map<string, Constant | undefined>();
        for (const { name, default: standard } of aggregate.fields) {
            if (!tested.has(name) || !values.has(name)) continue;
            const constant = standard && constantOf(standard);
            if (!standard || constant !== undefined) initial.set(name, constant);
        }
        this.initial = initial;
        const unbidden = new Set<string>();
        for (const { event } of aggregate.evolutions) unbidden.add(event.target!);
        for (const { message } of publishedBy(aggregate)) if (message.target !== undefined) unbidden.delete(message.target);
        this.unbidden = [...unbidden];
    }

    run(isEnough: (state: KnownState) => boolean): KnownState[] | undefined {
        this.found.set(textOf(this.initial), this.initial);
        if (isEnough(this.initial)) return undefined;
        // A map may grow while it is gone through.
        for (const state of this.found.values()) {
            for (const next of this.after(state)) {
                const text = textOf(next);
                if (this.found.has(text)) continue;
                this.found.set(text, next);
                if (isEnough(next)) return undefined;
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
            states = states.flatMap(state => (assignedConstants(statement, state.get(field)) ?? []).map(constant => (constant === state.get(field) ? state : new Map(state).set(field, constant))));
        }
        return states;
    }
}

function testedFields({ handles, evolutions }: Aggregate): ReadonlySet<string> {
    const found = new Set<string>();
    const note = ({ condition }: { condition?: Expression }) => {
        if (condition) for (const { field } of stateTestsOf(condition)) found.add(field);
    };
    for (const { branches } of handles) branches.forEach(note);
    evolutions.forEach(note);
    return found;
}

function distinct(states: readonly KnownState[]): KnownState[] {
    return states.length < 2 ? [...states] : [...new Map(states.map(state => [textOf(state), state])).values()];
}

/** No constant is empty or has a line break in it, as texts are written with quotation marks around them. */
function textOf(state: KnownState): string {
    return [...state.values()].join('\n');
}
