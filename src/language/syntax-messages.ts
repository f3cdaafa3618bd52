import type { IParserErrorMessageProvider, IToken, TokenType } from 'chevrotain';
import { DefaultLexerErrorMessageProvider, LangiumParserErrorMessageProvider } from 'langium';

/** Syntax errors in words: what was expected, what stands there instead. */
export class SluiceParserErrorMessages extends LangiumParserErrorMessageProvider {
    override buildMismatchTokenMessage({ expected, actual, previous }: Parameters<IParserErrorMessageProvider['buildMismatchTokenMessage']>[0]): string {
        return `Expected ${describeExpected(expected)}${afterPrevious(previous)}, but found ${describeFound(actual)}.`;
    }

    override buildNotAllInputParsedMessage({ firstRedundant }: { firstRedundant: IToken; ruleName: string }): string {
        return `Expected 'system', 'broker', 'context', 'external context', 'actor' or 'scenario', but found ${describeFound(firstRedundant)}.`
            + (firstRedundant.image === '}' ? ' There is one closing brace too many above.' : '');
    }

    override buildNoViableAltMessage({ expectedPathsPerAlt, actual, previous }: Parameters<IParserErrorMessageProvider['buildNoViableAltMessage']>[0]): string {
        return explain(expectedPathsPerAlt.flat(), actual[0], previous);
    }

    override buildEarlyExitMessage({ expectedIterationPaths, actual, previous }: Parameters<IParserErrorMessageProvider['buildEarlyExitMessage']>[0]): string {
        return explain(expectedIterationPaths, actual[0], previous);
    }
}

function explain(paths: TokenType[][], actual: IToken | undefined, previous: IToken | undefined): string {
    const firsts = [...new Set(paths.map(path => path[0]).filter(token => token !== undefined).map(describeExpected))].sort();
    const found = actual ? describeFound(actual) : 'the end of the file';
    if (firsts.length === 0 || firsts.length > 12) return `Did not expect ${found}${afterPrevious(previous)}.`;
    const last = firsts.pop()!;
    const list = firsts.length === 0 ? last : `${firsts.join(', ')} or ${last}`;
    return `Expected ${list}${afterPrevious(previous)}, but found ${found}.`;
}

const tokenNames: Record<string, string> = {
    ID: 'a name',
    NUMBER: 'a number',
    STRING: 'a text in quotes',
    DURATION: "a duration such as '30s' or '2 hours'",
    SIZE: "a size such as '10 MB'",
    DATE: "a date such as '2027-06-30'",
    REGEX: "a pattern such as '/[A-Z]{3}/'",
    EOF: 'the end of the file',
};

function describeExpected(token: TokenType): string {
    return tokenNames[token.name] ?? `'${token.name}'`;
}

function describeFound(token: IToken): string {
    return token.tokenType?.name === 'EOF' || token.image === '' ? 'the end of the file' : `'${shorten(token.image)}'`;
}

function afterPrevious(previous: IToken | undefined): string {
    return previous?.image ? ` after '${shorten(previous.image)}'` : '';
}

function shorten(image: string): string {
    return image.length > 40 ? `${image.slice(0, 37)}…` : image;
}

/** What the lexer could not read: most often a quote that is not closed. */
export class SluiceLexerErrorMessages extends DefaultLexerErrorMessageProvider {
    override buildUnexpectedCharactersMessage(fullText: string, startOffset: number, length: number): string {
        const found = fullText.slice(startOffset, startOffset + length);
        if (found.startsWith('"')) return 'The text in quotes that begins here is not closed on its line. Close it with \'"\'.';
        if (found.startsWith('/*')) return "The comment that begins here is not closed. Close it with '*/'.";
        return `Did not expect ${printable(found)} here.`;
    }
}

function printable(found: string): string {
    const shown = shorten(found).replace(/[^\x20-\x7E\u00A1-\uD7FF]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
    return `'${shown}'`;
}
