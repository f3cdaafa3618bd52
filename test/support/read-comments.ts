/** A comment and the words around it; of one behind code on its line only those before it, of one above code only those after. */
export interface ReadComment {
    text: string;
    place: 'behind' | 'above' | 'within';
    before: string | undefined;
    after: string | undefined;
}

/** The comments of a specification, read without the language's own lexer; the lines of long ones without their indentation. */
export function readComments(text: string): ReadComment[] {
    const pieces = readPieces(text);
    return pieces.flatMap((piece, index): ReadComment[] => {
        if (!piece.comment) return [];
        const before = pieces.slice(0, index).findLast(({ comment }) => !comment);
        const after = pieces.slice(index + 1).find(({ comment }) => !comment);
        const startsLine = /\n[^\S\n]*$|^\s*$/.test(text.slice(pieces[index - 1]?.end ?? 0, piece.start));
        const nextOnLine = pieces.slice(index).find((other, place, rest) => /[\n\r]/.test(text.slice(other.end, rest[place + 1]?.start ?? text.length)) || !other.comment);
        const endsLine = nextOnLine === undefined || nextOnLine.comment;
        const place = !startsLine && !continuesAbove(pieces, index, text) ? (endsLine ? 'behind' : 'within') : 'above';
        return [{ text: piece.text.split(/\r?\n/).map(line => line.trim()).join('\n'), place, before: before?.text, after: after?.text }];
    });
}

interface Piece {
    text: string;
    start: number;
    end: number;
    comment: boolean;
}

function readPieces(text: string): Piece[] {
    const piece = /\/\/[^\n\r]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\])*"|[\w\u00C0-\u024F]+|[^\s\w]/y;
    const pattern = /\/(?:\[(?:\\.|[^\]\\\n])*\]|\\.|[^/\\\n])+\//y;
    const pieces: Piece[] = [];
    let previous = '';
    for (let offset = 0; offset < text.length;) {
        piece.lastIndex = pattern.lastIndex = offset;
        const found = (piece.exec(text) ?? [''])[0];
        // A pattern follows its type; elsewhere a slash divides.
        const read = found === '/' && [':', '=', '<', 'string', 'returns', ')'].includes(previous) ? pattern.exec(text)?.[0] ?? found : found;
        const comment = read.startsWith('//') || read.startsWith('/*');
        if (read !== '') pieces.push({ text: read, start: offset, end: offset + read.length, comment });
        if (read !== '' && !comment) previous = read;
        offset += Math.max(read.length, 1);
    }
    return pieces;
}

/** True of a comment that shares its line with others only, the first of which begins it. */
function continuesAbove(pieces: Piece[], index: number, text: string): boolean {
    for (let place = index; place > 0; place--) {
        const previous = pieces[place - 1]!;
        if (/[\n\r]/.test(text.slice(previous.end, pieces[place]!.start))) return true;
        if (!previous.comment) return false;
    }
    return true;
}
