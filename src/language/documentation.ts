/**
 * The `///` text directly above `offset`, without the slashes, lines joined by `\n`; undefined where there is none.
 * It reads the text, not the tree, because comments belong to no node and most declarations have none.
 */
export function findDocumentation(text: string, offset: number): string | undefined {
    let end = lineStart(text, offset);
    // A declaration that shares its line with other code has no documentation of its own.
    if (text.slice(end, offset).trim() !== '') return undefined;
    const lines: string[] = [];
    while (end > 0) {
        const start = lineStart(text, text.startsWith('\r\n', end - 2) ? end - 2 : end - 1);
        // Most declarations stand below code: that needs no copy of the line to see.
        if (!startsWithComment(text, start, end)) break;
        const line = text.slice(start, end).trim();
        if (line.startsWith('// sluice-ignore')) {
            end = start;
            continue;
        }
        if (!line.startsWith('///')) break;
        lines.unshift(line.slice(3).replace(/^ /, ''));
        end = start;
    }
    return lines.length > 0 ? lines.join('\n') : undefined;
}

function startsWithComment(text: string, start: number, end: number): boolean {
    let first = start;
    while (first < end && (text.charCodeAt(first) <= 32 || text.charCodeAt(first) > 126)) first++;
    return text.charCodeAt(first) === 47;
}

function lineStart(text: string, offset: number): number {
    let start = offset;
    while (start > 0 && !isLineEnd(text.charCodeAt(start - 1))) start--;
    return start;
}

/** An editor ends lines at a lone carriage return too. */
function isLineEnd(character: number): boolean {
    return character === 10 || character === 13;
}
