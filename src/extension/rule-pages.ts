import { CodeAction, CodeActionKind, commands, languages, Uri, window, workspace, type Diagnostic, type ExtensionContext } from 'vscode';

/** Opens the pages of rules, which come with the extension, and offers each where its rule has found something. */
export function registerRulePages(context: ExtensionContext): void {
    const pages = Uri.joinPath(context.extensionUri, 'docs', 'rules');
    context.subscriptions.push(
        commands.registerCommand('sluice.explainRule', async (given?: string) => {
            const code = given ?? await chooseCode(pages);
            if (code === undefined) return;
            const page = Uri.joinPath(pages, `${code}.md`);
            try {
                await workspace.fs.stat(page);
            } catch {
                void window.showErrorMessage(`There is no page of a rule '${code}'.`);
                return;
            }
            await commands.executeCommand('markdown.showPreview', page);
        }),
        languages.registerCodeActionsProvider({ language: 'sluice' }, {
            provideCodeActions: (_document, _range, { diagnostics }) => [...new Set(diagnostics.filter(({ source }) => source === 'sluice').map(codeOf))].map(code => {
                const action = new CodeAction(`Explain ${code}`, CodeActionKind.QuickFix);
                action.command = { command: 'sluice.explainRule', title: action.title, arguments: [code] };
                action.diagnostics = diagnostics.filter(diagnostic => codeOf(diagnostic) === code);
                return action;
            }),
        }, { providedCodeActionKinds: [CodeActionKind.QuickFix] }),
    );
}

/** The code of what is wrong at the cursor; of several, or where nothing is, the user picks one. */
async function chooseCode(pages: Uri): Promise<string | undefined> {
    const editor = window.activeTextEditor;
    const here = editor ? languages.getDiagnostics(editor.document.uri).filter(({ range, source }) => source === 'sluice' && range.intersection(editor.selection)) : [];
    const codes = [...new Set(here.map(codeOf))];
    if (codes.length === 1) return codes[0];
    return await window.showQuickPick(codes.length > 0 ? codes : listCodes(pages), { placeHolder: 'Which rule?' });
}

async function listCodes(folder: Uri, prefix = ''): Promise<string[]> {
    const codes: string[] = [];
    for (const [name] of await workspace.fs.readDirectory(folder)) {
        if (!name.includes('.')) codes.push(...await listCodes(Uri.joinPath(folder, name), `${prefix}${name}/`));
        else if (name !== 'README.md' && name.endsWith('.md')) codes.push(prefix + name.slice(0, -'.md'.length));
    }
    return codes.sort();
}

/** A code that has a page is told together with its address. */
function codeOf({ code }: Diagnostic): string {
    return String(typeof code === 'object' ? code.value : code);
}
