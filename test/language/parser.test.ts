import { AstUtils, DocumentState, URI } from 'langium';
import { expect, test } from 'vitest';
import { isReaction, type Specification } from '../../src/language/generated/ast.js';
import { collectDocumentDiagnostics } from '../../src/language/document-diagnostics.js';
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

test('a pattern that is no regular expression is told where it stands, and hides nothing', async () => {
    const document = createSluiceServices().shared.workspace.LangiumDocumentFactory.fromString<Specification>([
        'context Shop {',
        '  event Paid { key id: string /[z-a]/  code: string(1..3) /(/  fine: /\\d{2}-\\p{L}/ }',
        '  type Mark = /a{2,1}/',
        '}',
    ].join('\n'), URI.parse('file:///a.sluice'));
    expect(collectDocumentDiagnostics(document).map(({ code, message, origin: { range: { start, end } } }) => `${start.line}:${start.character}-${end.character} ${code} ${message}`)).toEqual([
        '1:30-37 syntax /[z-a]/ cannot be read as a regular expression: range out of order in character class. Put it right, or leave the pattern out.',
        '1:58-61 syntax /(/ cannot be read as a regular expression: unterminated group. Put it right, or leave the pattern out.',
        '2:14-22 syntax /a{2,1}/ cannot be read as a regular expression: numbers out of order in {} quantifier. Put it right, or leave the pattern out.',
    ]);
    const { model } = await buildText(document.textDocument.getText());
    expect(model.messages[0]!.fields.map(({ name }) => name)).toEqual(['id', 'code', 'fine']);
});
