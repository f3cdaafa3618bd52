import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Timeouts } from '../../../src/runtime/brokers/shared/timeouts.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('Each wait ends by itself, in its own time and in order', () => {
    const timeouts = new Timeouts(100);
    const rung: string[] = [];
    timeouts.add(() => rung.push('first'));
    vi.advanceTimersByTime(50);
    timeouts.add(() => rung.push('second'));
    vi.advanceTimersByTime(49);
    expect(rung).toEqual([]);
    vi.advanceTimersByTime(2);
    expect(rung).toEqual(['first']);
    vi.advanceTimersByTime(50);
    expect(rung).toEqual(['first', 'second']);
});

it('A wait that was ended never calls back, wherever it stands among the others', () => {
    const timeouts = new Timeouts(100);
    const rung: number[] = [];
    const ends = [0, 1, 2, 3, 4].map(number => timeouts.add(() => rung.push(number)));
    for (const number of [2, 0, 4, 2]) ends[number]!();
    vi.advanceTimersByTime(200);
    expect(rung).toEqual([1, 3]);
});

it('The program is kept by a timer of the host for as long as something is waited for, and no longer', () => {
    const timeouts = new Timeouts(100);
    const ends = [timeouts.add(() => {}), timeouts.add(() => {})];
    expect(vi.getTimerCount()).toBe(1);
    ends[0]!();
    expect(vi.getTimerCount()).toBe(1);
    ends[1]!();
    expect(vi.getTimerCount()).toBe(0);
});

it('What calls back may wait again', () => {
    const timeouts = new Timeouts(100);
    let rings = 0;
    const again = (): void => {
        rings++;
        timeouts.add(again);
    };
    timeouts.add(again);
    vi.advanceTimersByTime(350);
    expect(rings).toBe(3);
    expect(vi.getTimerCount()).toBe(1);
});

it('One that fails to be called back does not keep the others from it', () => {
    const timeouts = new Timeouts(100);
    let isCalled = false;
    timeouts.add(() => {
        throw new Error('no');
    });
    timeouts.add(() => (isCalled = true));
    expect(() => vi.advanceTimersByTime(200)).toThrow('no');
    vi.advanceTimersByTime(200);
    expect(isCalled).toBe(true);
});
