import type { AstNode, LangiumCoreServices, LangiumParser, ParseResult, ParserOptions } from 'langium';
import { createLangiumParser } from 'langium';

/** The parser of the language; an exhausted call stack (ten thousand `not`) becomes a syntax error. */
export function createSluiceParser(services: LangiumCoreServices): LangiumParser {
    const parser = createLangiumParser(services);
    const parse = parser.parse.bind(parser);
    parser.parse = <T extends AstNode>(input: string, options?: ParserOptions): ParseResult<T> => {
        try {
            return parse<T>(input, options);
        } catch (error) {
            if (!(error instanceof RangeError)) throw error;
            // The stack of unfinished nodes outlives the exception; the next file needs an empty one.
            (parser as unknown as { stack: unknown[] }).stack = [];
            const result = parse<T>('', options);
            result.lexerErrors.push({
                message: 'An expression or a type in this file is nested too deeply to be read. Give its inner parts names of their own.',
                offset: 0,
                length: 1,
                line: 1,
                column: 1,
            });
            return result;
        }
    };
    return parser;
}
