/**
 * `text` up to a cursor with the insides of all finished `{ … }` left out: what may follow at the cursor depends on the
 * blocks around it alone, and a mistake inside an earlier block must not keep it from being found.
 */
export function withoutFinishedBlocks(text: string): string {
    const { removable } = scan(text);
    let kept = '';
    let position = 0;
    for (const { start, end } of removable) {
        kept += text.slice(position, start);
        position = end;
    }
    return kept + text.slice(position);
}

/** Only the lines that open the blocks around the end of `text`, and its last line. */
export function linesAround(text: string): string {
    const { open } = scan(text);
    const starts = [...new Set([...open, text.length].map(offset => text.lastIndexOf('\n', offset - 1) + 1))];
    return starts.map(start => {
        const end = text.indexOf('\n', start);
        return end < 0 ? text.slice(start) : text.slice(start, end);
    }).join('\n');
}

/** What stands on its line before the brace that opens the innermost block around the end of `text`; empty outside of all blocks. */
export function openingAround(text: string): string {
    const start = scan(text).open.at(-1);
    return start === undefined ? '' : text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
}

/** The insides of finished outermost blocks, and where the unfinished ones open; braces in strings and comments do not count. */
function scan(text: string): { removable: { start: number; end: number }[]; open: number[] } {
    const removable: { start: number; end: number }[] = [];
    const open: number[] = [];
    for (const { 0: token, index } of text.matchAll(/\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n\r]*|"(?:\\.|[^"\\\r\n])*"?|[{}]/g)) {
        if (token === '{') open.push(index);
        else if (token === '}') {
            const start = open.pop();
            if (start === undefined) continue;
            while (removable.length > 0 && removable.at(-1)!.start > start) removable.pop();
            removable.push({ start: start + 1, end: index });
        }
    }
    return { removable, open };
}
