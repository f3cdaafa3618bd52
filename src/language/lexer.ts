import type { IToken } from 'chevrotain';
import type { LexerResult } from 'langium';
import { DefaultLexer } from 'langium';

/** How deeply brackets may nest; real specifications stay below ten. */
export const maximumNesting = 200;

/** A lexer that stops at brackets nested beyond reason, because the parser recurses into them. */
export class SluiceLexer extends DefaultLexer {
    override tokenize(text: string): LexerResult {
        const result = super.tokenize(text);
        const { tokens } = result;
        let depth = 0;
        for (let index = 0; index < tokens.length; index++) {
            const token = tokens[index]!;
            if (isOpening(token)) depth++;
            else if (isClosing(token)) depth--;
            if (depth > maximumNesting) {
                tokens.length = index;
                result.errors.push({
                    message: `Brackets nest more than ${maximumNesting} levels deep here, and the rest of the file is not read. Give the inner parts names of their own.`,
                    offset: token.startOffset,
                    length: token.image.length,
                    line: token.startLine,
                    column: token.startColumn,
                });
                break;
            }
        }
        return result;
    }
}

function isOpening({ image }: IToken): boolean {
    return image === '{' || image === '(' || image === '[';
}

function isClosing({ image }: IToken): boolean {
    return image === '}' || image === ')' || image === ']';
}
