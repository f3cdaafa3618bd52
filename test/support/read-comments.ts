/** A comment, the words before and after it, and how it stands to them. */
export interface ReadComment {
    text: string;
    /** At the end of a line of code, at the beginning of a line, or with code on both sides. */
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
        const place = before?.line !== piece.line ? 'above' : after?.line === piece.line ? 'within' : 'behind';
        return [{ text: linesOf(piece.text).map(line => line.trim()).join('\n'), place, before: before?.text, after: after?.text }];
    });
}

interface Piece {
    text: string;
    comment: boolean;
    /** Counts line breaks between pieces; those inside comments do not end a line of code. */
    line: number;
}

const piecePattern = /\s+|\/\/[^\n\r]*|\/\*[^]*?\*\/|"(?:\\.|[^"\\])*"|[\w\u00C0-\u024F]+|\S/y;
const regularExpression = /\/(?:\[(?:\\.|[^\]\\\n])*\]|\\.|[^/\\\n])+\//y;

function readPieces(text: string): Piece[] {
    const pieces: Piece[] = [];
    const words: string[] = [];
    let line = 0;
    for (let offset = 0; offset < text.length;) {
        piecePattern.lastIndex = regularExpression.lastIndex = offset;
        const [found] = piecePattern.exec(text)!;
        const [read] = (found === '/' && endsType(words) && regularExpression.exec(text)) || [found];
        const comment = read.startsWith('//') || read.startsWith('/*');
        if (read.trim() === '') line += linesOf(read).length - 1;
        else pieces.push({ text: read, comment, line });
        if (!comment && read.trim() !== '') words.push(read);
        offset += read.length;
    }
    return pieces;
}

/** True where a slash begins a pattern: behind `string`, its range, or what comes before a type. */
function endsType(words: string[]): boolean {
    const last = words.at(-1) ?? '';
    if (last === ')') return words[words.lastIndexOf('(') - 1] === 'string';
    return [':', '=', '<', 'string', 'returns'].includes(last);
}

function linesOf(text: string): string[] {
    return text.split(/\r\n|\n|\r/);
}
