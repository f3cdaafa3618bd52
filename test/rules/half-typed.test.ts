import { expect, it } from 'vitest';
import { listRules } from '../../src/rules/explain.js';
import { readFlow } from './check-flow.js';

/** Every good example of a rule in one system, each in contexts of its own. */
const whole = listRules().filter(({ good }) => good !== '')
    .map(({ good }, index) => good.replace(/\b(Ordering|Shipping|Sales|Catalogue)\b/g, `$1${index}`)).join('');

it('fails no rule, wherever somebody has stopped typing', async () => {
    for (let end = 0; end < whole.length; end += 41) {
        const { diagnostics } = await readFlow(whole.slice(0, end));
        expect(diagnostics.filter(({ code }) => code === 'internal/rule-failed')).toEqual([]);
    }
});

it('fails no rule when a line is missing', async () => {
    const lines = whole.split('\n');
    for (let index = 0; index < lines.length; index++) {
        const { diagnostics } = await readFlow(lines.filter((_, other) => other !== index).join('\n'));
        expect(diagnostics.filter(({ code }) => code === 'internal/rule-failed')).toEqual([]);
    }
});
