import { AstUtils, DocumentState, URI } from 'langium';
import { expect, test } from 'vitest';
import { isReaction, type Specification } from '../../src/language/generated/ast.js';
import { createSluiceServices, type SluiceCoreServices } from '../../src/language/sluice-module.js';
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

test('systems that are read in turn keep their names to themselves', async () => {
    const [first, second] = [createSluiceServices(), createSluiceServices()];
    const read = async ({ shared: { workspace } }: SluiceCoreServices, text: string) => {
        const document = workspace.LangiumDocumentFactory.fromString<Specification>(text, URI.parse('file:///a.sluice'));
        await workspace.IndexManager.updateContent(document);
        document.state = DocumentState.ComputedScopes;
        return AstUtils.streamAllContents(document.parseResult.value).filter(isReaction).head()!.event;
    };
    const text = 'context Shop { event Paid {} service Desk { on Paid by code } }';
    const [here, there] = [await read(first, text), await read(second, text.replace('event', 'command'))];
    expect(here.ref?.name).toBe('Paid');
    expect(there.ref).toBeUndefined();
});
