import type { ILexingError, IToken, TokenType } from 'chevrotain';
import type { LexerResult, TokenizeOptions } from 'langium';
import { DefaultLexer } from 'langium';

/** How deeply brackets may nest; real specifications stay below ten. */
export const maximumNesting = 200;

/** Longer files, in characters, are not read: a hundred thousand lines were not written by hand, and their tree would take the memory of all others. */
const longestText = 4_000_000;

/**
 * A lexer that keeps one declaration's forgotten brace from swallowing the rest of the file: where the lines' first words
 * and columns show that a brace is missing or too many, it puts one in or leaves it out, and says so. It also stops at
 * brackets nested beyond reason, because the parser recurses into them, and reads patterns, whose own grammar is not that of the language.
 * Of what is too long, or no text, it reads nothing: each character that it does not know would cost as much as a word.
 */
export class SluiceLexer extends DefaultLexer {
    private substitution: LexerResult | undefined;

    /** Runs `parse` with these tokens in place of those of the text. */
    substitute<T>(lexed: LexerResult, parse: () => T): T {
        this.substitution = lexed;
        try {
            return parse();
        } finally {
            this.substitution = undefined;
        }
    }

    override tokenize(text: string, options?: TokenizeOptions): LexerResult {
        if (this.substitution) return this.substitution;
        const refusal = refuse(text);
        if (refusal) return { ...super.tokenize('', options), errors: [refusal] };
        const result = super.tokenize(text, options);
        limitNesting(result);
        readPatterns(result, this.definition['REGEX']!);
        // Completion reads up to the cursor: what is open there is still being written.
        if (options?.mode !== 'partial' && !isBalanced(result.tokens)) balanceBraces(result, this.definition['}']!);
        return result;
    }
}

/** Why a text is not read at all. */
function refuse(text: string): ILexingError | undefined {
    const zero = text.indexOf('\0');
    if (zero >= 0) {
        const before = text.slice(0, zero).split(/\r\n|\n|\r/);
        const message = 'This file is no text: it has a zero byte here. Only what is written in the language can be read.';
        return { message, offset: zero, length: 1, line: before.length, column: before.at(-1)!.length + 1 };
    }
    if (text.length <= longestText) return undefined;
    const message = `This file has ${millions(text.length)} million characters, and files of up to ${millions(longestText)} million are read. Divide it: a system may have any number of files.`;
    return { message, offset: 0, length: 1, line: 1, column: 1 };
}

/** In millions, rounded up to a tenth, so that what is too long never looks as long as what is not. */
function millions(count: number): string {
    return String(Math.ceil(count / 100_000) / 10);
}

function limitNesting({ tokens, errors }: LexerResult): void {
    let depth = 0;
    for (let index = 0; index < tokens.length; index++) {
        const token = tokens[index]!;
        const { image } = token;
        if (image === '{' || image === '(' || image === '[') depth++;
        else if (image === '}' || image === ')' || image === ']') depth--;
        if (depth > maximumNesting) {
            tokens.length = index;
            errors.push(errorAt(token, `Brackets nest more than ${maximumNesting} levels deep here, and the rest of the file is not read. Give the inner parts names of their own.`));
            return;
        }
    }
}

/** A pattern is whatever stands between two slashes; what it says is a regular expression that validators are made of. */
function readPatterns({ tokens, errors }: LexerResult, regex: TokenType): void {
    for (const token of tokens) {
        if (token.tokenType !== regex) continue;
        const problem = problemOf(token.image.slice(1, -1));
        if (problem !== undefined) errors.push(errorAt(token, `${token.image} cannot be read as a regular expression: ${problem}. Put it right, or leave the pattern out.`));
    }
}

function problemOf(pattern: string): string | undefined {
    try {
        new RegExp(pattern, 'u');
        return undefined;
    } catch (error) {
        // Engines put the pattern before what is wrong with it.
        const [reason = ''] = /[^:]*$/.exec(error instanceof Error ? error.message : '') ?? [];
        const words = reason.trim();
        return words === '' ? 'it is not valid' : `${words[0]!.toLowerCase()}${words.slice(1)}`;
    }
}

function isBalanced(tokens: IToken[]): boolean {
    let depth = 0;
    for (const { image } of tokens) {
        if (image === '{') depth++;
        else if (image === '}' && --depth < 0) return false;
    }
    return depth === 0;
}

const topLevel = new Set(['system', 'broker', 'external', 'context', 'actor']);
const members = new Set(['scenario', 'public', 'event', 'command', 'query', 'type', 'enum', 'topic', 'queue', 'service', 'aggregate', 'projection', 'process']);

interface OpenBrace {
    token: IToken;
    /** The column of the line that opened it: what stands at or left of it is no longer inside. */
    column: number;
}

function balanceBraces(result: LexerResult, closing: TokenType): void {
    const { tokens, errors } = result;
    const balanced: IToken[] = [];
    const open: OpenBrace[] = [];
    let lineColumn = 1;
    let previous: IToken | undefined;
    for (let index = 0; index < tokens.length; index++) {
        const token = tokens[index]!;
        const startsLine = previous === undefined || token.startLine! > previous.endLine!;
        if (startsLine) {
            lineColumn = token.startColumn!;
            if (startsDeclaration(tokens, index)) {
                while (open.length > 0 && open.at(-1)!.column >= lineColumn) {
                    const { token: brace } = open.pop()!;
                    errors.push(errorAt(brace, `This '{' is not closed: '${token.image}' in line ${token.startLine} begins what follows it. Close it with '}'.`));
                    if (previous) balanced.push(insertedAfter(previous, closing));
                }
            }
        }
        if (token.image === '{') open.push({ token, column: lineColumn });
        else if (token.image === '}') {
            const next = tokens[index + 1];
            const isLeftOver = open.length === 0
                || (open.length === 1 && next !== undefined && members.has(next.image) && startsDeclaration(tokens, index + 1) && next.startColumn! > open[0]!.column && token.startColumn! > open[0]!.column);
            if (isLeftOver) {
                errors.push(errorAt(token, "There is no open '{' for this '}'. Remove it."));
                previous = token;
                continue;
            }
            open.pop();
        }
        balanced.push(token);
        previous = token;
    }
    for (const { token } of open.reverse()) {
        errors.push(errorAt(token, "This '{' is not closed before the end of the file. Close it with '}'."));
        if (previous) balanced.push(insertedAfter(previous, closing));
    }
    result.tokens.length = 0;
    for (const token of balanced) result.tokens.push(token);
}

/** The first words of a declaration: a keyword, then a name; a field called `event` is followed by a colon. */
export function startsDeclaration(tokens: IToken[], index: number): boolean {
    const word = tokens[index]!.image;
    const next = tokens[index + 1]?.image;
    // A scenario has a title instead of a name.
    if (word === 'scenario') return next?.startsWith('"') ?? false;
    if (next === undefined || !/^\w/.test(next)) return false;
    return topLevel.has(word) || members.has(word);
}

function insertedAfter(previous: IToken, tokenType: TokenType): IToken {
    return {
        image: '}', tokenType, tokenTypeIdx: tokenType.tokenTypeIdx!, isInsertedInRecovery: true,
        startOffset: previous.endOffset!, endOffset: previous.endOffset!,
        startLine: previous.endLine!, endLine: previous.endLine!, startColumn: previous.endColumn!, endColumn: previous.endColumn!,
    };
}

function errorAt(token: IToken, message: string): ILexingError {
    return { message, offset: token.startOffset, length: token.image.length, line: token.startLine, column: token.startColumn };
}
