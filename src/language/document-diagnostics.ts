import type { LangiumDocument } from 'langium';
import type { Diagnostic } from '../model/diagnostic.js';
import type { Range } from '../model/flow-model.js';

/** What is wrong with one document by itself: `syntax` where its text does not parse, `unresolved` where a name is unknown. */
export function collectDocumentDiagnostics(document: LangiumDocument): Diagnostic[] {
    const uri = document.uri.toString();
    const diagnostics: Diagnostic[] = [];
    const report = (code: string, message: string, range: Range) =>
        diagnostics.push({ code, severity: 'error', message, origin: { uri, range }, related: [], fixes: [] });
    const { lexerErrors, parserErrors } = document.parseResult;
    for (const error of lexerErrors) {
        const start = { line: (error.line ?? 1) - 1, character: (error.column ?? 1) - 1 };
        report('syntax', error.message, { start, end: { line: start.line, character: start.character + Math.max(error.length, 1) } });
    }
    for (const error of parserErrors) report('syntax', error.message, rangeOfToken(document, error.token, 'previousToken' in error ? error.previousToken : undefined));
    for (const reference of document.references) {
        if (reference.error && reference.$refNode) report('unresolved', reference.error.message, reference.$refNode.range);
    }
    return diagnostics;
}

interface Token {
    startOffset: number;
    startLine?: number;
    startColumn?: number;
    endLine?: number;
    endColumn?: number;
}

/** The range of the offending token; at the end of the file that of the last token before it. */
function rangeOfToken(document: LangiumDocument, token: Token, previous: unknown): Range {
    const place = Number.isNaN(token.startOffset) ? previous as Token | undefined : token;
    if (place?.startLine !== undefined && !Number.isNaN(place.startLine)) {
        const start = { line: place.startLine - 1, character: (place.startColumn ?? 1) - 1 };
        return { start, end: { line: (place.endLine ?? place.startLine) - 1, character: place.endColumn ?? start.character + 1 } };
    }
    const end = document.textDocument.positionAt(document.textDocument.getText().trimEnd().length);
    return { start: { line: end.line, character: Math.max(end.character - 1, 0) }, end };
}
