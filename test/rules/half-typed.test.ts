import { expect, it } from 'vitest';
import { listRules } from '../../src/rules/explain.js';
import { latestSetVersion, RuleSettings } from '../../src/rules/settings.js';
import { someOf } from '../support/properties.js';
import { readFlow } from './check-flow.js';

const settings = new RuleSettings({ name: 'all', version: latestSetVersion });
// Each example is broken off in a few places that differ from one to the next: together they are many, and soon looked at.
const examples = listRules().flatMap(({ good, bad }) => [good, bad]).filter(text => text !== '').map((text, index) => ({ text, index }));

async function failedRules(text: string): Promise<string[]> {
    const { diagnostics } = await readFlow(text, { settings });
    return diagnostics.filter(({ code }) => code === 'internal/rule-failed').map(({ message }) => message);
}

it('fails no rule, wherever somebody has stopped typing', async () => {
    const broken = examples.flatMap(({ text, index }) => {
        const texts: string[] = [];
        for (let end = (index * 37) % 149; end < text.length; end += 149) texts.push(text.slice(0, end));
        return texts;
    });
    for (const text of someOf(broken)) expect(await failedRules(text), text).toEqual([]);
});

it('fails no rule when a line is missing', async () => {
    const broken = examples.flatMap(({ text, index }) => {
        const lines = text.split('\n');
        return lines.flatMap((_, missing) => (missing % 5 === index % 5 ? [lines.filter((__, line) => line !== missing).join('\n')] : []));
    });
    for (const text of someOf(broken)) expect(await failedRules(text), text).toEqual([]);
});
