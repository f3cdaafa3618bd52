import type { CustomPatternMatcherFunc, IToken, TokenType } from 'chevrotain';
import type { GrammarAST } from 'langium';
import { DefaultTokenBuilder } from 'langium';

const longerThanSlash = new Set(['ML_COMMENT', 'SL_COMMENT', 'REGEX']);

/**
 * Tokens in which every keyword is also an ID, so that a field may be called `key`, `order` or `state`, and in which a
 * regular expression is only read where a type may end: elsewhere `/` divides.
 */
export class SluiceTokenBuilder extends DefaultTokenBuilder {
    protected override buildKeywordToken(keyword: GrammarAST.Keyword, terminalTokens: TokenType[], caseInsensitive: boolean): TokenType {
        const token = super.buildKeywordToken(keyword, terminalTokens, caseInsensitive);
        if (isWord(keyword)) token.CATEGORIES = terminalTokens.filter(({ name }) => name === 'ID');
        return token;
    }

    /** The framework tries the pattern of every token on every keyword, which takes long, and finds none that is a function. */
    protected override findLongerAlt(keyword: GrammarAST.Keyword, terminalTokens: TokenType[]): TokenType[] {
        if (isWord(keyword)) return terminalTokens.filter(({ name }) => name === 'ID');
        return keyword.value === '/' ? terminalTokens.filter(({ name }) => longerThanSlash.has(name)) : [];
    }

    protected override buildTerminalToken(terminal: GrammarAST.TerminalRule): TokenType {
        const token = super.buildTerminalToken(terminal);
        if (terminal.name === 'REGEX') {
            const matchRegex = new RegExp((token.PATTERN as RegExp).source, 'y');
            const pattern: CustomPatternMatcherFunc = (text, offset, matched) => {
                if (!endsType(matched)) return null;
                matchRegex.lastIndex = offset;
                return matchRegex.exec(text);
            };
            token.PATTERN = pattern;
            token.LINE_BREAKS = false;
            token.START_CHARS_HINT = ['/'];
        }
        return token;
    }
}

/** True of keywords that could be names. */
function isWord({ value }: GrammarAST.Keyword): boolean {
    return /^[A-Za-z]+$/.test(value);
}

/** True after the `:` of a field or the `returns` of a query, the `=` or `<` before a type, or `string` with or without its range. */
function endsType(matched: IToken[]): boolean {
    let index = matched.length - 1;
    const last = matched[index]?.image;
    if (last === ':' || last === 'returns') return true;
    if (last === '=') return matched[index - 2]?.image === 'type';
    if (last === '<') return matched[index - 1]?.image === 'map';
    if (last === ')') {
        while (index >= 0 && matched[index]?.image !== '(') index--;
        index--;
    }
    return matched[index]?.image === 'string' && [':', '=', '<', 'or', '(', 'returns'].includes(matched[index - 1]?.image ?? '');
}
