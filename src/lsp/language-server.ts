import type { CancellationToken, Connection, InitializeParams, InitializeResult, TextDocumentPositionParams } from 'vscode-languageserver';
import {
    DidChangeTextDocumentNotification, DidChangeWatchedFilesNotification, DidCloseTextDocumentNotification, DidOpenTextDocumentNotification, ErrorCodes,
    LSPErrorCodes, ResponseError, TextDocuments, TextDocumentSyncKind,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import { inTurns } from '../model/in-steps.js';
import { SluiceError } from '../model/sluice-error.js';
import { findIncomingCalls, findOutgoingCalls, prepareCallHierarchy } from './call-hierarchy.js';
import { findCodeActions, ofKinds } from './code-actions.js';
import { findCodeLenses } from './code-lenses.js';
import { createHandler } from './create-handler.js';
import { DiagnosticsPublisher } from './diagnostics-publisher.js';
import { findDocumentLinks } from './document-links.js';
import { fixAll } from './fix-all.js';
import { formatDocument, type SpecificationFormatter } from './formatting.js';
import { EditorViews } from './editor-views.js';
import { hoverAt } from './hover.js';
import { findInlayHints } from './inlay-hints.js';
import { findLinkedRanges } from './linked-editing.js';
import { findDefinitions, findHighlights, findReferences, findTypeDefinitions } from './navigation.js';
import { previewedFileRequest, previewRequest, type PreviewedFileParams } from './preview.js';
import { findRefactorings } from './refactoring/refactorings.js';
import { prepareRename, renameAt } from './rename.js';
import { formatClosedBlock, formatRange } from './range-formatting.js';
import { findSelectionRanges } from './selection-ranges.js';
import { highlight } from './semantic-tokens.js';
import { serverCapabilities } from './server-capabilities.js';
import { findSignatureHelp } from './signature-help.js';
import type { SpecificationDocument, SystemDocuments, SystemNames } from './system-documents.js';
import { describeSystem, systemChangedNotification, systemRequest, type SystemTree } from './system-tree.js';
import { Systems, type SystemFilesFactory } from './systems.js';
import { findSubtypes, findSupertypes, prepareTypeHierarchy } from './type-hierarchy.js';
import { findUnresolvedFixes } from './unresolved-fixes.js';
import { toWorkspaceEdit } from './workspace-edit.js';
import { findWorkspaceSymbols } from './workspace-symbols.js';

/** What the server needs of its surroundings. */
export interface LanguageServerOptions {
    createFiles: SystemFilesFactory;
    format: SpecificationFormatter;
    version: string;
}

interface Target {
    system: SystemDocuments;
    /** Of the same build as the document. */
    names: SystemNames;
    document: SpecificationDocument;
}

/** Answers an editor on `connection` until it says goodbye; returns at once. A request that fails answers an error and the server goes on. */
export function createSluiceLanguageServer(connection: Connection, { createFiles, format, version }: LanguageServerOptions): void {
    const documents = new TextDocuments(TextDocument);
    let isShutDown = false;
    // After the end there is nobody to tell, and what was under way then may well fail.
    const report = (error: unknown) => {
        if (!isShutDown) connection.console.error(`Internal error: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    };
    /** How the editor spells the URIs of open documents, where that is not how we do. */
    const spelled = new Map<string, string>();
    const views = new EditorViews(connection, report);
    /** An editor that knows nothing of it is not told of what it did not ask for. */
    let showsSystem = false;
    const publisher = new DiagnosticsPublisher((uri, diagnostics) => connection.sendDiagnostics({ uri: spelled.get(uri) ?? uri, diagnostics }), report, () => {
        if (showsSystem) connection.sendNotification(systemChangedNotification).catch(report);
        views.refresh();
    });
    const systems = new Systems(createFiles, report);
    let parameters: InitializeParams | undefined;
    /** Changes are taken in the order in which they arrive, and requests wait for those before them. */
    let changes: Promise<unknown> = Promise.resolve();

    const change = (update: () => Promise<SystemDocuments[]>) => {
        changes = changes.then(update).then(changed => changed.forEach(system => publisher.schedule(system)), report);
    };
    const changeSystems = (update: () => Promise<void>) => change(async () => {
        await update();
        const current = await systems.all();
        await publisher.retain(current);
        return current;
    });
    /** A configuration is changed by many small steps: those that come while one is still waited for are seen with it. */
    let reloadWaits = false;
    const reloadSystems = () => {
        if (reloadWaits) return;
        reloadWaits = true;
        changeSystems(() => {
            reloadWaits = false;
            return systems.reload();
        });
    };

    const find = async (uri: string): Promise<Target | undefined> => {
        await changes;
        const system = await systems.systemOf(uri);
        const names = await system.names();
        const document = names.linked.get(uri);
        return document && { system, names, document };
    };
    const protect = async <R>(token: CancellationToken, respond: () => Promise<R>): Promise<R | ResponseError<void>> => {
        if (!parameters) return new ResponseError(ErrorCodes.ServerNotInitialized, "The first request must be 'initialize'.");
        if (isShutDown) return new ResponseError(ErrorCodes.InvalidRequest, "After 'shutdown' nothing is answered any more.");
        return guard(token, respond, report);
    };
    /** Answers a request about a document; nothing where the document is unknown. */
    const answer = <P extends { textDocument: { uri: string } }, R>(respond: (target: Target, params: P) => R | Promise<R>) =>
        async (params: P, token: CancellationToken): Promise<R | null | ResponseError<void>> => protect(token, async () => {
            const uri: unknown = (params as Partial<P>).textDocument?.uri;
            if (typeof uri !== 'string') throw new ResponseError(ErrorCodes.InvalidParams, "A request about a document names it in 'textDocument.uri'.");
            const target = await find(normalize(uri));
            if (token.isCancellationRequested) throw cancelled();
            return target ? respond(target, params) : null;
        });

    /** The same of a request about an item that an earlier answer gave. */
    const answerItem = <I extends { uri: string }, R>(respond: (target: Target, item: I) => R | Promise<R>) => {
        const respondTo = answer<{ textDocument: { uri: string }; item: I }, R>((target, { item }) => respond(target, item));
        return ({ item }: { item: I }, token: CancellationToken) => respondTo({ textDocument: { uri: item?.uri }, item }, token);
    };

    connection.onInitialize((params): InitializeResult => {
        parameters = params;
        return { capabilities: serverCapabilities(), serverInfo: { name: 'sluice', version } };
    });
    connection.onInitialized(() => {
        const { capabilities: client, workspaceFolders, rootUri } = parameters!;
        views.start(client);
        changeSystems(() => systems.start((workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : [])).map(normalize)));
        if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration) {
            const watchers = ['**/*.sluice', '**/sluice.config.json', '**/package.json'].map(globPattern => ({ globPattern }));
            connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch(report);
        }
        if (client.textDocument?.synchronization?.dynamicRegistration) {
            const documentSelector = [{ pattern: '**/sluice.config.json' }, { pattern: '**/package.json' }];
            connection.client.register(DidOpenTextDocumentNotification.type, { documentSelector }).catch(report);
            connection.client.register(DidChangeTextDocumentNotification.type, { documentSelector, syncKind: TextDocumentSyncKind.Incremental }).catch(report);
            connection.client.register(DidCloseTextDocumentNotification.type, { documentSelector }).catch(report);
        }
        if (client.workspace?.workspaceFolders) {
            connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) =>
                changeSystems(() => systems.changeFolders(added.map(({ uri }) => normalize(uri)), removed.map(({ uri }) => normalize(uri)))));
        }
    });
    connection.onShutdown(() => {
        isShutDown = true;
        publisher.dispose();
    });

    const changeConfiguration = (uri: string, text: string | undefined) => change(async () => {
        if (await systems.setConfiguration(uri, text)) reloadSystems();
        return [];
    });
    /** A client may send documents of other languages, too. */
    const isOurs = ({ uri, languageId }: TextDocument) => languageId === 'sluice' || uri.endsWith('.sluice') || systems.isConfiguration(normalize(uri));
    documents.onDidChangeContent(({ document }) => {
        const text = document.getText();
        const uri = normalize(document.uri);
        if (!isOurs(document)) return;
        spelled.set(uri, document.uri);
        if (systems.isConfiguration(uri)) changeConfiguration(uri, text);
        else change(() => systems.setOpen(uri, text));
    });
    documents.onDidClose(({ document }) => {
        const uri = normalize(document.uri);
        if (!isOurs(document)) return;
        if (systems.isConfiguration(uri)) changeConfiguration(uri, undefined);
        else change(() => systems.close(uri));
    });
    connection.onDidChangeWatchedFiles(({ changes: files }) => {
        const uris = files.map(({ uri }) => normalize(uri));
        if (uris.some(uri => systems.isConfiguration(uri))) reloadSystems();
        else change(() => systems.refresh(uris.filter(uri => uri.endsWith('.sluice'))));
    });

    connection.onDidChangeConfiguration(() => views.forgetSettings());

    connection.onCompletion(answer(({ system, document }, params) => system.services.sluice.lsp.CompletionProvider!.getCompletion(document, params)));
    connection.onHover(answer(({ system, names, document }, { position }) => hoverAt(system, names, document, position)));
    connection.onSignatureHelp(answer(({ document }, { position }) => findSignatureHelp(document.textDocument, position)));
    const answerDefinition = (support: 'definition' | 'declaration') => answer(({ names, document }, { position }: TextDocumentPositionParams) => {
        const links = findDefinitions(document, names, position);
        return parameters?.capabilities.textDocument?.[support]?.linkSupport
            ? links
            : links.map(({ targetUri, targetSelectionRange }) => ({ uri: targetUri, range: targetSelectionRange }));
    });
    connection.onDefinition(answerDefinition('definition'));
    connection.onDeclaration(answerDefinition('declaration'));
    connection.onTypeDefinition(answer(({ names, document }, { position }) => findTypeDefinitions(document, names, position)));
    connection.onReferences(answer(({ names, document }, { position, context }) => findReferences(document, names, position, context)));
    connection.onDocumentHighlight(answer(({ names, document }, { position }) => findHighlights(document, names, position)));
    connection.onPrepareRename(answer(({ names, document }, { position }) => prepareRename(document, names, position)));
    connection.onRenameRequest(answer(async ({ names, document }, { position, newName }) => toWorkspaceEdit(await renameAt(document, names, position, newName), parameters!.capabilities)));
    connection.onDocumentSymbol(answer(({ system, document }, params) => system.services.sluice.lsp.DocumentSymbolProvider!.getSymbols(document, params)));
    connection.onFoldingRanges(answer(({ system, document }, params) => system.services.sluice.lsp.FoldingRangeProvider!.getFoldingRanges(document, params)));
    connection.onSelectionRanges(answer(({ document }, { positions }) => findSelectionRanges(document, positions)));
    connection.onDocumentRangeFormatting(answer(({ document }, { range }) => formatRange(document, range, format)));
    connection.onDocumentOnTypeFormatting(answer(({ document }, { position }) => formatClosedBlock(document, position, format)));
    connection.onDocumentFormatting(answer(({ document }) => formatDocument(document.textDocument.getText(), format)));
    connection.onCodeAction(answer(async ({ system, names, document }, { textDocument, range, context }) => {
        const findings = (await publisher.findingsOf(normalize(textDocument.uri))).map(finding => {
            if (finding.code === 'unresolved') return { ...finding, fixes: findUnresolvedFixes(document, finding, names, system.services.sluice) };
            return finding.code === 'coupling/single-handler' ? { ...finding, fixes: [...finding.fixes, ...createHandler(finding, names)] } : finding;
        });
        const actions = [...findCodeActions(findings, document.textDocument.getText(), range), ...findRefactorings(document, names, range.start, { showsDisabled: parameters?.capabilities.textDocument?.codeAction?.disabledSupport === true }), ...fixAll(findings)];
        return ofKinds(actions, context?.only);
    }));
    connection.onCodeLens(answer(({ system, names, document }) => findCodeLenses(document, names, system)));
    connection.languages.inlayHint.on(answer(async ({ names, document }, { range }) => {
        if (!await views.showsHints()) return [];
        const model = await inTurns(names.makeModel(), () => names.isOutdated);
        return model ? findInlayHints(document, names, model, range) : new ResponseError(LSPErrorCodes.ContentModified, 'The document has changed meanwhile.');
    }));
    connection.languages.callHierarchy.onPrepare(answer(({ names, document }, { position }) => prepareCallHierarchy(document, names, position)));
    connection.languages.callHierarchy.onIncomingCalls(answerItem(({ names }, item) => findIncomingCalls(item, names) ?? null));
    connection.languages.callHierarchy.onOutgoingCalls(answerItem(({ names }, item) => findOutgoingCalls(item, names) ?? null));
    connection.languages.typeHierarchy.onPrepare(answer(({ names, document }, { position }) => prepareTypeHierarchy(document, names, position)));
    connection.languages.typeHierarchy.onSupertypes(answerItem(({ names }, item) => findSupertypes(item, names) ?? null));
    connection.languages.typeHierarchy.onSubtypes(answerItem(({ names }, item) => findSubtypes(item, names) ?? null));
    connection.onDocumentLinks(answer(({ names, document }) => findDocumentLinks(document, names)));
    connection.languages.onLinkedEditingRange(answer(({ names, document }, { position }) => findLinkedRanges(document, names, position)));
    connection.languages.semanticTokens.on(answer<{ textDocument: { uri: string } }, ReturnType<typeof highlight>>(({ document }) => highlight(document)) as Parameters<typeof connection.languages.semanticTokens.on>[0]);
    connection.onWorkspaceSymbol(({ query }, token) => protect(token, async () => {
        await changes;
        return findWorkspaceSymbols(await systems.all(), query);
    }));
    connection.onRequest(previewRequest, answer(async ({ system }) => (await system.preview()).map(({ path }) => ({ path }))));
    connection.onRequest(previewedFileRequest, answer<PreviewedFileParams, string | null>(async ({ system }, { path }) =>
        (await system.preview()).find(file => file.path === path)?.text ?? null));
    connection.onRequest(systemRequest, (token: CancellationToken) => protect(token, async () => {
        showsSystem = true;
        await changes;
        const trees: SystemTree[] = [];
        for (const system of await systems.all()) {
            if (system.uris.length > 0) trees.push(describeSystem({ root: system.root, ruleSet: system.ruleSet, diagnostics: await publisher.findingsIn(system), model: await system.model() }));
        }
        return trees;
    }));

    documents.listen(connection);
    connection.listen();
}

/** Lets a cancellation that is already on its way arrive first; a failure becomes an error of the protocol. */
async function guard<R>(token: CancellationToken, respond: () => Promise<R>, report: (error: unknown) => void): Promise<R | ResponseError<void>> {
    await new Promise(resolve => setImmediate(resolve));
    if (token.isCancellationRequested) return cancelled();
    try {
        const result = await respond();
        return token.isCancellationRequested ? cancelled() : result;
    } catch (error) {
        if (error instanceof ResponseError) return error;
        if (error instanceof SluiceError) return new ResponseError(LSPErrorCodes.RequestFailed, error.message);
        report(error);
        return new ResponseError(ErrorCodes.InternalError, 'The language server failed at this request; its log says why.');
    }
}

/** Editors differ in which characters of a URI they encode. */
function normalize(uri: string): string {
    return URI.parse(uri).toString();
}

function cancelled(): ResponseError<void> {
    return new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
}
