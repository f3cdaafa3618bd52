import type { CustomPatternMatcherFunc, IToken, TokenType } from 'chevrotain';
import type { GrammarAST } from 'langium';
import { DefaultTokenBuilder } from 'langium';

const word = /^[A-Za-z]/;
const longerThanSlash = new Set(['ML_COMMENT', 'SL_COMMENT', 'REGEX']);

/**
 * Tokens in which every keyword is also an ID, so that a field may be called `key`, `order` or `state`, and in which a
 * regular expression is only read where a type may end: elsewhere `/` divides.
 */
export class SluiceTokenBuilder extends DefaultTokenBuilder {
    protected override buildKeywordToken(keyword: GrammarAST.Keyword, terminalTokens: TokenType[], caseInsensitive: boolean): TokenType {
        const token = super.buildKeywordToken(keyword, terminalTokens, caseInsensitive);
        const identifier = terminalTokens.find(terminal => terminal.name === 'ID');
        if (identifier && word.test(keyword.value) && !keyword.value.includes('-')) {
            token.CATEGORIES = [identifier];
            token.LONGER_ALT = identifier;
        }
        // The framework finds the longer tokens by their patterns, but that of REGEX is a function.
        if (keyword.value === '/') token.LONGER_ALT = terminalTokens.filter(({ name }) => longerThanSlash.has(name));
        return token;
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
