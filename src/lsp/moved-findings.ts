import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic } from '../model/diagnostic.js';

/**
 * What was found in an earlier text of a document, at the places where that stands in the text of now; what is about the part
 * that has changed is left out. Fixes are left out as well, since they were made for the earlier text.
 */
export function moveFindings(findings: readonly Diagnostic[], { from, to }: { from: string; to: string }): Diagnostic[] {
    if (from === to || findings.length === 0) return [...findings];
    const start = commonPrefix(from, to);
    const end = commonSuffix(from, to, start);
    const shift = to.length - from.length;
    const before = TextDocument.create('', '', 0, from);
    const after = TextDocument.create('', '', 0, to);
    return findings.flatMap(finding => {
        const range = { start: before.offsetAt(finding.origin.range.start), end: before.offsetAt(finding.origin.range.end) };
        const isAfter = range.start >= from.length - end;
        if (!isAfter && range.end > start) return [];
        const offset = isAfter ? shift : 0;
        const place = { start: after.positionAt(range.start + offset), end: after.positionAt(range.end + offset) };
        return [{ ...finding, origin: { ...finding.origin, range: place }, fixes: [] }];
    });
}

function commonPrefix(left: string, right: string): number {
    const most = Math.min(left.length, right.length);
    let length = 0;
    while (length < most && left.charCodeAt(length) === right.charCodeAt(length)) length++;
    return length;
}

/** No further back than `start` in either text. */
function commonSuffix(left: string, right: string, start: number): number {
    const most = Math.min(left.length, right.length) - start;
    let length = 0;
    while (length < most && left.charCodeAt(left.length - 1 - length) === right.charCodeAt(right.length - 1 - length)) length++;
    return length;
}
