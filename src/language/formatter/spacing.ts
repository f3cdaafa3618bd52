import type { GrammarAST, LeafCstNode } from 'langium';

/** True where the next token on the line follows `leaf` without a space. */
export function isAfterTight(leaf: LeafCstNode): boolean {
    switch (leaf.text) {
        case '(': case '[': case '@': case '.': case '..': return true;
        case '<': return isPartOf(leaf, 'TypeExpression');
        case '-': return isPartOf(leaf, 'Negation') || ruleOf(leaf) === 'SignedNumber';
        default: return false;
    }
}

/** True where `leaf` follows the token before it on the line without a space. */
export function isBeforeTight(leaf: LeafCstNode, previous: LeafCstNode): boolean {
    switch (leaf.text) {
        case ')': case ']': case ',': case ':': case '.': case '?': return true;
        case '..': return true;
        case '<': case '>': return isPartOf(leaf, 'TypeExpression');
        // A group of types and a parenthesis in an expression begin something; the others belong to the name before them.
        case '(': return isPartOf(leaf, 'Path') || isPartOf(leaf, 'Annotation') || isPartOf(leaf, 'Query')
            || (isPartOf(leaf, 'TypeExpression') && leaf.container === previous.container);
        case '[': return isPartOf(leaf, 'TypeSuffix');
        case '}': return previous.text === '{';
        default: return false;
    }
}

function isPartOf(leaf: LeafCstNode, type: string): boolean {
    return leaf.astNode.$type === type;
}

/** The name of the grammar rule that a token was read by, such as `SignedNumber`. */
function ruleOf(leaf: LeafCstNode): string | undefined {
    const source = leaf.container?.grammarSource;
    return source?.$type === 'RuleCall' ? (source as GrammarAST.RuleCall).rule.ref?.name : undefined;
}
