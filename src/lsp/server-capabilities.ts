import type { InitializeResult } from 'vscode-languageserver';
import { CodeActionKind, TextDocumentSyncKind } from 'vscode-languageserver';
import { fixAllKind } from './fix-all.js';
import { semanticTokensLegend } from './semantic-tokens.js';

/** What the server can do, as it tells an editor. */
export function serverCapabilities(): InitializeResult['capabilities'] {
    return {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        completionProvider: { triggerCharacters: ['.', '@'] },
        hoverProvider: true,
        signatureHelpProvider: { triggerCharacters: ['(', ',', ' '] },
        definitionProvider: true,
        declarationProvider: true,
        typeDefinitionProvider: true,
        referencesProvider: true,
        documentHighlightProvider: true,
        renameProvider: { prepareProvider: true },
        documentSymbolProvider: true,
        workspaceSymbolProvider: true,
        foldingRangeProvider: true,
        callHierarchyProvider: true,
        typeHierarchyProvider: true,
        documentLinkProvider: {},
        linkedEditingRangeProvider: true,
        codeLensProvider: {},
        inlayHintProvider: true,
        selectionRangeProvider: true,
        documentFormattingProvider: true,
        documentRangeFormattingProvider: true,
        documentOnTypeFormattingProvider: { firstTriggerCharacter: '}' },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.Refactor, fixAllKind] },
        semanticTokensProvider: { legend: semanticTokensLegend, full: true },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    };
}
