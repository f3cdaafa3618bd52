import type { CompositeCstNode, LangiumParser } from 'langium';
import { printDocument } from './formatter/document.js';
import { layOutSpecification } from './formatter/layout.js';
import { readTokens } from './formatter/tokens.js';
import { createSluiceServices } from './sluice-module.js';

let parser: LangiumParser | undefined;

/**
 * The text of one Sluice file in its canonical layout; undefined where it has syntax errors, because what the parser
 * does not understand must not be moved. Formatting twice changes nothing; meaning and comments stay as they are.
 */
export function formatSpecification(text: string): string | undefined {
    parser ??= createSluiceServices().sluice.parser.LangiumParser;
    const { lexerErrors, parserErrors, value } = parser.parse(text);
    if (lexerErrors.length > 0 || parserErrors.length > 0 || !value.$cstNode) return undefined;
    return printDocument(layOutSpecification(readTokens(value.$cstNode as CompositeCstNode, text)));
}
