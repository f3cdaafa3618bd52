import type { Comment, Token } from './tokens.js';

/** Columns that a line keeps within where the layout has a choice. */
export const maximumColumns = 120;

/**
 * What is to be printed, with the places where a line may end. A `group` stands on one line if it is not `broken` and
 * fits; else each `line` that is directly in it begins a new one. `breaks` and `startsForced` are what its parent needs
 * to know: that it cannot stand on one line, and that a comment forces a new line before its first token.
 */
export type Document = (
    | { kind: 'token'; token: Token }
    /** Where a group stands on one line: the tokens' own space, or two of them between members (`gap`). */
    | { kind: 'line'; gap: boolean; keepBlank: boolean }
    | { kind: 'concat'; parts: Document[] }
    | { kind: 'indent'; content: Document }
    | { kind: 'group'; content: Document; broken: boolean }
) & { breaks: boolean; startsForced: boolean; empty: boolean };

export function tokenDocument(token: Token): Document {
    return { kind: 'token', token, breaks: false, startsForced: token.forced, empty: false };
}

export function line(options: { gap?: boolean; keepBlank?: boolean } = {}): Document {
    return { kind: 'line', gap: options.gap ?? false, keepBlank: options.keepBlank ?? false, breaks: false, startsForced: false, empty: false };
}

export function concat(parts: Document[]): Document {
    let breaks = false;
    let first: Document | undefined;
    for (const part of parts) {
        if (part.empty) continue;
        breaks ||= part.breaks || (first !== undefined && part.startsForced);
        first ??= part;
    }
    return { kind: 'concat', parts, breaks, startsForced: first?.startsForced ?? false, empty: first === undefined };
}

export function indent(content: Document): Document {
    return { kind: 'indent', content, breaks: content.breaks, startsForced: content.startsForced, empty: content.empty };
}

/** `broken`: the author's choice; what cannot stand on one line is broken anyway. */
export function group(content: Document, options: { broken?: boolean } = {}): Document {
    const broken = content.breaks || (options.broken ?? false);
    return { kind: 'group', content, broken, breaks: broken, startsForced: content.startsForced, empty: content.empty };
}

interface Task {
    document: Document;
    depth: number;
    flat: boolean;
}

/** Prints with two spaces an indentation; ends with one line break unless there is nothing to print. */
export function printDocument(document: Document): string {
    const printer = new Printer();
    printer.print(document);
    return printer.finish();
}

class Printer {
    private readonly output: string[] = [];
    private column = 0;
    /** A new line that was asked for and begins with the next token, so that its comments can come first. */
    private pending: { depth: number; keepBlank: boolean } | undefined;
    private pendingGap = false;
    private newlineDue = false;
    private readonly tasks: Task[] = [];

    print(document: Document): void {
        this.tasks.push({ document, depth: 0, flat: false });
        for (let task = this.tasks.pop(); task; task = this.tasks.pop()) {
            const { document: current, depth, flat } = task;
            switch (current.kind) {
                case 'token': this.printToken(current.token, depth); break;
                case 'line':
                    if (flat) this.pendingGap = current.gap;
                    else this.pending = { depth, keepBlank: current.keepBlank };
                    break;
                case 'concat':
                    for (let index = current.parts.length - 1; index >= 0; index--) this.tasks.push({ document: current.parts[index]!, depth, flat });
                    break;
                case 'indent': this.tasks.push({ document: current.content, depth: depth + 1, flat }); break;
                case 'group': this.tasks.push({ document: current.content, depth, flat: !current.broken && (flat || this.fits(current.content, depth)) }); break;
            }
        }
    }

    finish(): string {
        const text = this.output.join('');
        return text === '' ? '' : `${text}\n`;
    }

    private printToken(token: Token, depth: number): void {
        const lineDepth = this.pending?.depth ?? depth;
        let keepBlank = this.pending?.keepBlank ?? false;
        for (const comment of token.before) {
            const breaks = this.pending !== undefined || this.newlineDue || comment.newlineBefore;
            if (breaks) this.beginLine(lineDepth, keepBlank && comment.blankBefore);
            else if (this.column > 0) this.write(this.pendingGap ? '  ' : ' ');
            this.pending = undefined;
            this.pendingGap = false;
            this.writeComment(comment, lineDepth);
            // Whether a blank line stands between a comment and what follows decides what it documents.
            keepBlank = true;
        }
        if (token.image === '') return;
        if (this.pending || this.newlineDue) this.beginLine(lineDepth, keepBlank && token.blankBefore);
        else if (this.column > 0 && (token.spaceBefore || token.before.length > 0)) this.write(this.pendingGap ? '  ' : ' ');
        this.pending = undefined;
        this.pendingGap = false;
        this.write(token.image);
        for (const comment of token.after) {
            this.write(' ');
            this.writeComment(comment, lineDepth);
        }
    }

    private beginLine(depth: number, blank: boolean): void {
        this.newlineDue = false;
        if (this.output.length === 0) return;
        const indentation = '  '.repeat(depth);
        this.output.push(blank ? '\n\n' : '\n', indentation);
        this.column = indentation.length;
    }

    private writeComment({ text, newlineAfter }: Comment, depth: number): void {
        const [first = '', ...rest] = text.split('\n');
        this.write(first);
        // The usual column of stars follows the indentation; other comments may hold anything and stay as they are.
        const starred = rest.every(continuation => continuation.trimStart().startsWith('*'));
        for (const continuation of rest) {
            this.output.push('\n');
            this.column = 0;
            this.write(starred ? `${'  '.repeat(depth)} ${continuation.trimStart()}` : continuation);
        }
        this.newlineDue = newlineAfter;
    }

    private write(text: string): void {
        this.output.push(text);
        this.column += text.length;
    }

    /** True where `content` on one line, with what follows up to the next place for a line break, stays within the columns. */
    private fits(content: Document, depth: number): boolean {
        const start: LineStart = { begins: this.pending !== undefined || this.newlineDue, indentation: (this.pending?.depth ?? depth) * 2 };
        let column = this.column;
        let first = true;
        let behindLine = false;
        const stack: { document: Document; inside: boolean }[] = [{ document: content, inside: true }];
        let next = this.tasks.length - 1;
        while (column <= maximumColumns) {
            const entry = stack.pop() ?? (next >= 0 ? { document: this.tasks[next--]!.document, inside: false } : undefined);
            if (!entry) return true;
            const { document, inside } = entry;
            switch (document.kind) {
                case 'token': {
                    // A comment that begins a line needs the indentation of a line break.
                    if (document.token.forced && (behindLine || !first)) return !behindLine;
                    const end = columnAfter(document.token, column, first ? start : { begins: false, indentation: 0 });
                    column = end.column;
                    if (end.endsLine) return column <= maximumColumns;
                    first = false;
                    behindLine = false;
                    break;
                }
                case 'line':
                    if (!inside) return true;
                    if (document.gap) column++;
                    behindLine = true;
                    break;
                case 'concat':
                    for (let index = document.parts.length - 1; index >= 0; index--) stack.push({ document: document.parts[index]!, inside });
                    break;
                default: stack.push({ document: document.content, inside });
            }
        }
        return false;
    }
}

interface LineStart {
    begins: boolean;
    indentation: number;
}

/** Where the line stands behind a token and the comments before it; a comment of several lines may end the line before. */
function columnAfter({ image, before, spaceBefore }: Token, column: number, { begins, indentation }: LineStart): { column: number; endsLine: boolean } {
    let end = column;
    let atStart = begins;
    for (const { text, newlineBefore, newlineAfter } of before) {
        end = atStart || newlineBefore ? indentation : end + 1;
        const length = text.indexOf('\n');
        if (length >= 0 && !newlineAfter) return { column: end + length, endsLine: true };
        end += text.length;
        atStart = newlineAfter;
    }
    if (atStart) end = indentation;
    else if (end > 0 && (spaceBefore || before.length > 0)) end++;
    return { column: end + image.length, endsLine: false };
}
