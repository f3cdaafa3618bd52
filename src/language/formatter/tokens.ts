import type { CompositeCstNode, CstNode, LeafCstNode } from 'langium';
import { isAfterTight, isBeforeTight } from './spacing.js';

/** A comment as it is to be printed, and how it stood between the tokens around it. */
export interface Comment {
    text: string;
    newlineBefore: boolean;
    blankBefore: boolean;
    newlineAfter: boolean;
}

/** A word of the text with the comments that belong to it. */
export interface Token {
    image: string;
    /** Comments on the line on which the token ends, with nothing but comments behind them. */
    after: Comment[];
    /** Comments on lines of their own above the token, or directly before it. */
    before: Comment[];
    /** The author began a line with this token or with a comment before it. */
    newlineBefore: boolean;
    blankBefore: boolean;
    /** Stands apart from the token before it where both are on one line. */
    spaceBefore: boolean;
    /** A comment between the token before and this one does not let both stand on one line. */
    forced: boolean;
}

/** The tokens of one file by their place in the syntax tree; `end` carries the comments behind the last one. */
export interface TokenTable {
    root: CompositeCstNode;
    end: Token;
    of(leaf: LeafCstNode): Token;
}

/** Takes the file's tokens from its tree, and the comments between them from its text. */
export function readTokens(root: CompositeCstNode, text: string): TokenTable {
    const tokens = new Map<LeafCstNode, Token>();
    let previous: LeafCstNode | undefined;
    for (const leaf of leavesOf(root)) {
        const image = normalizeImage(text.slice(leaf.offset, leaf.end));
        const spaceBefore = previous !== undefined && !isAfterTight(previous) && !isBeforeTight(leaf, previous);
        tokens.set(leaf, readGap(previous && tokens.get(previous), text.slice(previous?.end ?? 0, leaf.offset), { image, spaceBefore }));
        previous = leaf;
    }
    const end = readGap(previous && tokens.get(previous), text.slice(previous?.end ?? 0), { image: '', spaceBefore: false });
    return { root, end, of: leaf => tokens.get(leaf)! };
}

function* leavesOf(root: CompositeCstNode): Generator<LeafCstNode> {
    const pending: CstNode[] = [root];
    for (let node = pending.pop(); node; node = pending.pop()) {
        if ('content' in node) {
            const { content } = node as CompositeCstNode;
            for (let index = content.length - 1; index >= 0; index--) pending.push(content[index]!);
        } else if (!node.hidden) yield node as LeafCstNode;
    }
}

/** A duration or a size may have any space before its unit; the canonical one is a single space. */
function normalizeImage(image: string): string {
    return /^[0-9]/.test(image) ? image.replace(/[ \t]+/, ' ') : image;
}

/** Makes the token behind a gap and gives the comments of the gap to the token before or to this one. */
function readGap(previous: Token | undefined, gap: string, { image, spaceBefore }: Pick<Token, 'image' | 'spaceBefore'>): Token {
    const comments: Comment[] = [];
    let space = '';
    let rest = gap;
    while (rest !== '') {
        const comment = /^(\/\/[^\n\r]*|\/\*[\s\S]*?\*\/)/.exec(rest)?.[0];
        if (comment === undefined) {
            const next = rest.indexOf('/');
            const length = next < 0 ? rest.length : Math.max(next, 1);
            space += rest.slice(0, length);
            rest = rest.slice(length);
            continue;
        }
        const last = comments.at(-1);
        const newlineBefore = /[\n\r]/.test(space);
        if (last) last.newlineAfter ||= newlineBefore;
        const lines = comment.split(/\r\n|\n|\r/).map(line => line.trimEnd());
        comments.push({
            text: lines.join('\n'),
            newlineBefore: newlineBefore || last?.newlineAfter === true,
            blankBefore: isBlank(space),
            newlineAfter: comment.startsWith('//'),
        });
        space = '';
        rest = rest.slice(comment.length);
    }
    const last = comments.at(-1);
    // What stands behind a comment of several lines would be hard to find.
    if (last) last.newlineAfter ||= /[\n\r]/.test(space) || image === '' || last.text.includes('\n');
    const firstBefore = previous ? comments.findIndex(comment => comment.newlineBefore) : 0;
    const afterCount = firstBefore < 0 ? (last?.newlineAfter ? comments.length : 0) : firstBefore;
    previous?.after.push(...comments.slice(0, afterCount));
    const before = comments.slice(afterCount);
    return {
        image,
        after: [],
        before,
        newlineBefore: comments.some(({ newlineBefore, newlineAfter }) => newlineBefore || newlineAfter) || /[\n\r]/.test(space),
        blankBefore: isBlank(space),
        spaceBefore,
        forced: comments.some(({ newlineBefore, newlineAfter }) => newlineBefore || newlineAfter),
    };
}

function isBlank(space: string): boolean {
    return /(\r\n|\n|\r(?!\n))[^\S\n\r]*[\n\r]/.test(space);
}
