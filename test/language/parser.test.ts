import { expect, test } from 'vitest';
import { buildText } from '../support/build-model.js';

test.each([
    ['an operator without its left operand', 'handle Pay -> Paid { at => 1 }', "Did not expect '>' after '='."],
    ['an operator without any operand', 'handle Pay -> send Book { at => }', "Did not expect '>' after '='."],
])('%s hides nothing around it', async (_, line, message) => {
    const text = `context Shop {\n  command Pay { at: int }\n  event Paid { at: int }\n  command Book { at: int }\n  service Desk {\n    ${line}\n    handle Book\n  }\n  type After = int\n}`;
    const { model, problems } = await buildText(text);
    expect(problems).toEqual([expect.stringContaining(message)]);
    expect(model.services[0]!.handles.map(({ command }) => command.target)).toEqual(['Shop.Pay', 'Shop.Book']);
    expect(model.types.map(({ name }) => name)).toContain('After');
});
