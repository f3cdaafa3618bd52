import type { IRecognitionException, IToken } from 'chevrotain';
import type { AstNode, LangiumCoreServices, LangiumParser, LexerResult, ParseResult, ParserOptions } from 'langium';
import { createLangiumParser } from 'langium';
import { NullLiteral } from './generated/ast.js';
import { startsDeclaration, type SluiceLexer } from './lexer.js';

/** Tokens that may be read again in one parse while looking for a reading without errors; bounds the time on hopeless text. */
const rereadBudget = 400_000;

let shared: LangiumParser | undefined;

/**
 * The parser of the language. At a syntax error it leaves out the least that lets the rest be read and reads again, so
 * that one mistake gives one error and hides nothing else. An exhausted call stack (ten thousand `not`) becomes a
 * syntax error too.
 */
export function createSluiceParser(services: LangiumCoreServices): LangiumParser {
    // To build a parser takes longer than to read most systems, and it keeps nothing between two readings but who links names.
    const parser = shared ??= buildParser(services);
    const { Linker: linker } = services.references;
    const parse = <T extends AstNode>(input: string, options?: ParserOptions): ParseResult<T> => {
        Object.assign(parser, { linker });
        return parser.parse<T>(input, options);
    };
    return Object.assign(Object.create(parser) as LangiumParser, { parse });
}

function buildParser(services: LangiumCoreServices): LangiumParser {
    const parser = createLangiumParser(services);
    completeOperations(parser as unknown as InfixConstruction);
    const lexer = services.parser.Lexer as SluiceLexer;
    const parse = parser.parse.bind(parser);
    parser.parse = <T extends AstNode>(input: string, options?: ParserOptions): ParseResult<T> => {
        try {
            const result = parse<T>(input, options);
            return result.parserErrors.length === 0 ? result : rereadWithoutErrors(result, tokens => lexer.substitute(tokens, () => parse<T>(input, options)), lexer.tokenize(input));
        } catch (error) {
            if (!(error instanceof RangeError)) throw error;
            // The stack of unfinished nodes outlives the exception; the next file needs an empty one.
            (parser as unknown as { stack: unknown[] }).stack = [];
            const result = parse<T>('', options);
            result.lexerErrors.push({
                message: 'An expression or a type in this file is nested too deeply to be read. Give its inner parts names of their own.',
                offset: 0, length: 1, line: 1, column: 1,
            });
            return result;
        }
    };
    return parser;
}

interface InfixConstruction {
    constructInfix(operation: AstNode, precedence: unknown): AstNode | undefined;
}

/**
 * An operator without any operand (`{ total => 1 }`) becomes `null`. The framework makes nothing of it, takes that for an
 * operation that is still to be finished, and finishes the node around it too early.
 */
function completeOperations(parser: InfixConstruction): void {
    const construct = parser.constructInfix.bind(parser);
    parser.constructInfix = (operation, precedence) => construct(operation, precedence) ?? { $type: NullLiteral.$type, $cstNode: operation.$cstNode } as AstNode;
}

function rereadWithoutErrors<T extends AstNode>(first: ParseResult<T>, reread: (lexed: LexerResult) => ParseResult<T>, lexed: LexerResult): ParseResult<T> {
    const errors: IRecognitionException[] = [];
    /** Tokens beside what was left out: an error there is our doing, not the author's. */
    const seams = new Set<number>();
    let { tokens } = lexed;
    let result = first;
    for (let budget = rereadBudget; budget > 0 && result.parserErrors.length > 0; budget -= tokens.length) {
        const error = result.parserErrors.reduce((earliest, other) => (offsetOf(other) < offsetOf(earliest) ? other : earliest));
        const index = indexOfToken(tokens, error);
        if (!seams.has(tokens[index]?.startOffset ?? Number.POSITIVE_INFINITY)) errors.push(error);
        const range = rangeToLeaveOut(tokens, index);
        if (!range) break;
        tokens = [...tokens.slice(0, range.start), ...tokens.slice(range.end)];
        seams.add(tokens[range.start]?.startOffset ?? Number.POSITIVE_INFINITY);
        result = reread({ ...lexed, tokens: [...tokens], hidden: [...lexed.hidden] });
    }
    return { ...result, parserErrors: errors.length > 0 ? errors : first.parserErrors.slice(0, 1), lexerErrors: first.lexerErrors };
}

function offsetOf({ token }: IRecognitionException): number {
    return Number.isNaN(token.startOffset) ? Number.POSITIVE_INFINITY : token.startOffset;
}

function indexOfToken(tokens: IToken[], error: IRecognitionException): number {
    const offset = offsetOf(error);
    const index = tokens.findIndex(token => token.startOffset >= offset && !token.isInsertedInRecovery);
    return index < 0 ? tokens.length : index;
}

const opening: Record<string, string> = { '{': '}', '(': ')', '[': ']' };
const closing = new Set(Object.values(opening));

/** The tokens around an error at `index` to leave out; undefined where nothing sensible is left. */
function rangeToLeaveOut(tokens: IToken[], index: number): { start: number; end: number } | undefined {
    const token = tokens[index];
    if (token && token.image in opening) return { start: startOfLine(tokens, index), end: endOfBlock(tokens, index) };
    if (!token || closing.has(token.image) || startsLine(tokens, index) && startsDeclaration(tokens, index)) {
        const previous = tokens[index - 1];
        if (!previous || previous.image in opening) return token && !closing.has(token.image) ? { start: index, end: index + 1 } : undefined;
        if (closing.has(previous.image)) return token && closing.has(token.image) ? { start: index, end: index + 1 } : undefined;
        return { start: index - 1, end: index };
    }
    let end = index + 1;
    while (end < tokens.length && !startsLine(tokens, end) && !closing.has(tokens[end]!.image)) {
        end = tokens[end]!.image in opening ? endOfBlock(tokens, end) : end + 1;
    }
    return { start: index, end };
}

function startsLine(tokens: IToken[], index: number): boolean {
    return index === 0 || tokens[index]!.startLine! > tokens[index - 1]!.endLine!;
}

function startOfLine(tokens: IToken[], index: number): number {
    let start = index;
    while (start > 0 && !startsLine(tokens, start)) {
        const { image } = tokens[start - 1]!;
        if (image in opening || closing.has(image)) break;
        start--;
    }
    return start;
}

/** Behind the bracket that closes the one at `index`. */
function endOfBlock(tokens: IToken[], index: number): number {
    let depth = 0;
    for (let end = index; end < tokens.length; end++) {
        const { image } = tokens[end]!;
        if (image in opening) depth++;
        else if (closing.has(image) && --depth === 0) return end + 1;
    }
    return tokens.length;
}
