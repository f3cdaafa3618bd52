import { expect, it } from 'vitest';
import { listRules } from '../../src/rules/explain.js';
import { RuleSettings } from '../../src/rules/settings.js';
import { readFlow } from './check-flow.js';

const settings = new RuleSettings({ name: 'all', version: 1 });
const examples = listRules().flatMap(({ id, good, bad }) => [{ id, text: good }, { id, text: bad }]).filter(({ text }) => text !== '');

async function failedRules(text: string): Promise<string[]> {
    const { diagnostics } = await readFlow(text, { settings });
    return diagnostics.filter(({ code }) => code === 'internal/rule-failed').map(({ message }) => message);
}

it('fails no rule, wherever somebody has stopped typing', async () => {
    for (const { text } of examples) for (let end = 0; end < text.length; end += 23) expect(await failedRules(text.slice(0, end)), text.slice(0, end)).toEqual([]);
});

it('fails no rule when a line is missing', async () => {
    for (const { text } of examples) {
        const lines = text.split('\n');
        for (let index = 0; index < lines.length; index++) {
            const shortened = lines.filter((_, other) => other !== index).join('\n');
            expect(await failedRules(shortened), shortened).toEqual([]);
        }
    }
});
