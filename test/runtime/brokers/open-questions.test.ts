import { expect, it } from 'vitest';
import { OpenQuestions } from '../../../src/runtime/brokers/shared/open-questions.js';

it('A question is answered once, and then no more open', async () => {
    const questions = new OpenQuestions<number>();
    const reply = questions.wait('a', { query: 'price', timeout: 1000 }, 7);
    expect(questions.all()).toEqual([['a', 7]]);
    questions.answer('b', 'of another');
    expect(questions.has('a')).toBe(true);
    questions.answer('a', 'first');
    questions.answer('a', 'second');
    expect(await reply).toBe('first');
    expect([questions.has('a'), questions.all()]).toEqual([false, []]);
});

it('A question that nobody answers is given up when its time is over', async () => {
    const questions = new OpenQuestions();
    await expect(questions.wait('a', { query: 'price', timeout: 20 })).rejects.toMatchObject({ code: 'no-reply', message: "'price' was not answered within 20 ms." });
    expect(questions.has('a')).toBe(false);
});

it('A question that is refused is open no more', async () => {
    const questions = new OpenQuestions();
    const reply = questions.wait('a', { query: 'price', timeout: 1000 });
    questions.refuse('a', new Error('no'));
    await expect(reply).rejects.toThrow('no');
    expect(questions.has('a')).toBe(false);
});
