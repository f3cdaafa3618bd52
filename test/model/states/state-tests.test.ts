import { describe, expect, it } from 'vitest';
import type { Expression } from '../../../src/model/flow-model.js';
import { constantOf, describeConstant, judge, stateTestsOf, type KnownState } from '../../../src/model/states/state-tests.js';
import { readFlow } from '../../rules/check-flow.js';

/** The condition of a command's handler, typed. */
async function conditionOf(text: string): Promise<Expression> {
    const { model, diagnostics } = await readFlow(`context Ordering {
  enum Phase { placed, paid }
  event OrderShipped { key orderId: uuid }
  command ShipOrder { key orderId: uuid  urgent: boolean }
  aggregate Order by orderId {
    status: string = "new"  phase: Phase = placed  attempts: int = 0  balance: int = 0  closed: boolean = false  note: string?  due: date = 2026-01-01  wait: duration = 1h  unset: Phase
    handle ShipOrder when ${text} -> OrderShipped
    on OrderShipped {}
  }
}`);
    expect(diagnostics.filter(({ code }) => code === 'language/expression-type' || code === 'syntax')).toEqual([]);
    return model.aggregates[0]!.handles[0]!.branches[0]!.condition!;
}

const state = (...entries: [string, string | undefined][]): KnownState => new Map(entries);

describe('what a condition compares', () => {
    it.each([
        ['state.status == "paid"', [['status', '"paid"', true]]],
        ['"paid" != state.status', [['status', '"paid"', false]]],
        ['state.phase == paid and (state.attempts == 3 or state.balance == -1)', [['phase', 'paid', true], ['attempts', '3', true], ['balance', '-1', true]]],
        ['state.closed', [['closed', 'true', true]]],
        ['not state.closed', [['closed', 'false', true]]],
        ['not (state.status == "paid")', [['status', '"paid"', true]]],
        ['if state.closed then state.attempts == 1 else state.note == null', [['closed', 'true', true], ['attempts', '1', true], ['note', 'null', true]]],
        ['state.due == 2026-02-01 and state.wait != 2 hours', [['due', '2026-02-01', true], ['wait', '7200000 ms', false]]],
        ['command.urgent and state.attempts > 3 and state.attempts == state.balance', []],
    ] as const)('%s', async (text, expected) => {
        expect(stateTestsOf(await conditionOf(text)).map(({ field, constant, equal }) => [field, constant, equal])).toEqual(expected);
    });

    it('says where, and names values without their quotes', async () => {
        const [test] = stateTestsOf(await conditionOf('command.urgent and state.status == "paid"'));
        expect(test!.origin.range).toEqual({ start: { line: 6, character: 45 }, end: { line: 6, character: 67 } });
        expect(describeConstant(test!.constant)).toBe('paid');
        expect(describeConstant('true')).toBe('true');
    });

    it('knows no constant of what is computed', async () => {
        const condition = await conditionOf('state.attempts + 1 == 3');
        expect(constantOf((condition as Expression & { kind: 'binary' }).left)).toBeUndefined();
        expect(constantOf({ kind: 'name', text: 'paid', origins: [condition.origin], origin: condition.origin })).toBeUndefined();
    });
});

describe('whether a condition holds', () => {
    const known = state(['status', '"new"'], ['phase', 'placed'], ['closed', 'false'], ['note', undefined], ['unset', undefined]);

    it.each([
        ['state.status == "new"', 'yes'],
        ['state.status == "paid"', 'no'],
        ['state.status != "paid"', 'yes'],
        ['state.closed', 'no'],
        ['not state.closed', 'yes'],
        ['state.attempts == 3', 'unknown'],
        ['state.status == "new" and state.attempts == 3', 'unknown'],
        ['state.status == "paid" and state.attempts == 3', 'no'],
        ['state.status == "new" or state.attempts == 3', 'yes'],
        ['state.status == "paid" or state.closed', 'no'],
        ['state.phase == placed and state.status == "new"', 'yes'],
        ['command.urgent', 'unknown'],
        ['count([1], item > 2) == 1', 'unknown'],
        ['true', 'yes'],
        ['false', 'no'],
    ])('%s: %s', async (text, expected) => {
        expect(judge(await conditionOf(text), known)).toBe(expected);
    });

    it('holds for no value of a field that has not been set, and is certain of nothing where that is negated', async () => {
        expect(judge(await conditionOf('state.unset == placed'), known)).toBe('no');
        expect(judge(await conditionOf('not (state.unset == placed)'), known)).toBe('unknown');
        expect(judge(await conditionOf('state.unset != placed'), known)).toBe('unknown');
        expect(judge(await conditionOf('state.note == null'), known)).toBe('unknown');
    });
});
