import { expect, it } from 'vitest';
import { listRules } from '../../src/rules/explain.js';
import { latestSetVersion, RuleSettings } from '../../src/rules/settings.js';
import { readFlow } from './check-flow.js';

const settings = new RuleSettings({ name: 'all', version: latestSetVersion });
// Each example is broken off in a few places that differ from one to the next: together they are many, and soon looked at.
const examples = listRules().flatMap(({ good, bad }) => [good, bad]).filter(text => text !== '').map((text, index) => ({ text, index }));

async function failedRules(text: string): Promise<string[]> {
    const { diagnostics } = await readFlow(text, { settings });
    return diagnostics.filter(({ code }) => code === 'internal/rule-failed').map(({ message }) => message);
}

it('fails no rule, wherever somebody has stopped typing', async () => {
    for (const { text, index } of examples) {
        for (let end = (index * 37) % 149; end < text.length; end += 149) expect(await failedRules(text.slice(0, end)), text.slice(0, end)).toEqual([]);
    }
});

it('fails no rule when a line is missing', async () => {
    for (const { text, index } of examples) {
        const lines = text.split('\n');
        for (let missing = index % 5; missing < lines.length; missing += 5) {
            const shortened = lines.filter((_, line) => line !== missing).join('\n');
            expect(await failedRules(shortened), shortened).toEqual([]);
        }
    }
});
