import type { CompositeCstNode, CstNode, GrammarAST, LeafCstNode } from 'langium';
import { layOutExpression } from './expressions.js';
import { isKeyword, isLeaf, separate } from './nodes.js';
import { concat, group, indent, line, tokenDocument, type Document } from './document.js';
import type { Token, TokenTable } from './tokens.js';

/** Lays out a file: where each line may end, and where it must. */
export function layOutSpecification(tokens: TokenTable): Document {
    const layout = new Layout(tokens);
    const declarations = visible(tokens.root).map(child => layout.node(child));
    const parts = declarations.flatMap((declaration, index) => (index === 0 ? [declaration] : [line({ keepBlank: true }), declaration]));
    return concat([...parts, line({ keepBlank: true }), tokenDocument(tokens.end)]);
}

/** Words that begin a member of a block but have no rule of their own. */
const memberWords = new Set(['store', 'owner', 'start', 'carries', 'sends', 'asks', 'sees', 'replication']);
const memberFeatures = new Set([
    'fields', 'upcasts', 'clauses', 'declarations', 'relations', 'handles', 'reactions', 'answers', 'schedules', 'evolutions', 'queries',
    'states', 'steps', 'timers', 'assignments', 'statements', 'values', 'scenarios',
]);

/** Turns nodes of the syntax tree into documents. Every token is printed once, in the order of the text. */
export class Layout {
    constructor(private readonly tokens: TokenTable) {}

    node(node: CstNode): Document {
        if (isLeaf(node)) return tokenDocument(this.tokens.of(node));
        const inner = unwrap(node);
        if (isLeaf(inner)) return tokenDocument(this.tokens.of(inner));
        const children = visible(inner);
        if (isWord(inner)) return this.plain(children);
        const expression = layOutExpression(inner, children, this);
        if (expression) return expression;
        switch (inner.astNode.$type) {
            case 'Handle': return this.handle(children);
            case 'Branch': case 'Reaction': case 'Schedule': return this.arrow(children);
            case 'ProcessStep': case 'Timer': return this.step(children);
            case 'Outcome': return this.outcome(children, { hangs: false });
            case 'SendAction': return this.send(children);
            case 'OutcomeGroup': return this.parts(children);
            case 'TypeExpression': return this.type(children);
            case 'Query': return this.query(children);
            default: return this.sequence(children);
        }
    }

    /** Tokens in a row; what a comment pushes to a line of its own is indented. */
    plain(children: CstNode[]): Document {
        return concat(children.map((child, index) => (index > 0 && isLeaf(child) ? indent(this.node(child)) : this.node(child))));
    }

    /** A declaration, clause or part of one: words, lists, annotations, and perhaps a block. */
    sequence(children: CstNode[]): Document {
        const open = children.findIndex(child => isKeyword(child, '{'));
        const close = children.findLastIndex(child => isKeyword(child, '}'));
        if (open < 0 || close < 0) return this.list(children);
        return concat([
            this.list(children.slice(0, open)),
            this.block(children.slice(open, close + 1)),
            ...children.slice(close + 1).map(child => this.node(child)),
        ]);
    }

    /** Members of a bracket, each on its own line where they do not stand on one. */
    bracket(children: CstNode[]): Document {
        const [open, ...members] = children as [CstNode, ...CstNode[]];
        const close = members.pop()!;
        if (members.length === 0) return this.plain(children);
        const content = members.map((member, index) => (index > 0 && !isKeyword(member, ',') ? concat([line(), this.node(member)]) : this.node(member)));
        return group(concat([this.node(open), indent(concat([line(), ...content])), line(), this.node(close)]));
    }

    /** True where the author began a line with the first token of `node`. */
    startsLine(node: CstNode): boolean {
        return this.firstToken(node).newlineBefore;
    }

    private firstToken(node: CstNode): Token {
        let current = node;
        while (!isLeaf(current)) current = visible(current)[0]!;
        return this.tokens.of(current);
    }

    /** What follows a comma, and each annotation, goes to the next line where it does not fit. */
    private list(children: CstNode[]): Document {
        const parts: Document[] = [];
        for (let index = 0; index < children.length; index++) {
            const child = children[index]!;
            const previous = children[index - 1];
            if (isKeyword(child, '(')) {
                const end = children.findIndex((other, place) => place > index && isKeyword(other, ')'));
                parts.push(this.bracket(children.slice(index, end + 1)));
                index = end;
            } else if (previous && (isKeyword(previous, ',') || child.astNode.$type === 'Annotation')) {
                parts.push(group(indent(concat([line(), this.node(child)])), { broken: isKeyword(previous, ',') && this.startsLine(child) }));
            } else parts.push(index > 0 && isLeaf(child) ? indent(this.node(child)) : this.node(child));
        }
        return concat(parts);
    }

    private block(children: CstNode[]): Document {
        const [open, ...inner] = children as [CstNode, ...CstNode[]];
        const close = this.tokens.of(inner.pop() as LeafCstNode);
        const items = this.items(inner);
        // Comments before the closing brace belong to what is inside.
        const ending: Token = { ...close, image: '', after: [] };
        const closing: Token = { ...close, before: [], forced: false, spaceBefore: close.spaceBefore || close.before.length > 0 };
        if (items.length === 0 && ending.before.length === 0) return concat([this.node(open), tokenDocument(close)]);
        const content = items.flatMap((item, index) => [index === 0 ? line() : this.separator(items[index - 1]!, item[0]!), this.list(item)]);
        if (ending.before.length > 0) content.push(line({ keepBlank: items.length > 0 }), tokenDocument(ending));
        const broken = close.newlineBefore || items.some(([first]) => this.startsLine(first!));
        return group(concat([this.node(open), indent(concat(content)), line(), tokenDocument(closing)]), { broken });
    }

    /** Between two members; the author may put several values of an enum on one line. */
    private separator(previous: CstNode[], next: CstNode): Document {
        if (!isKeyword(previous.at(-1)!, ',')) return line({ gap: true, keepBlank: true });
        return group(line({ keepBlank: true }), { broken: this.startsLine(next) });
    }

    private items(children: CstNode[]): CstNode[][] {
        const items: CstNode[][] = [];
        for (const child of children) {
            const previous = items.at(-1)?.at(-1);
            const begins = isLeaf(child) ? isKeyword(child) && memberWords.has(child.text) : memberFeatures.has(featureOf(child));
            if (items.length === 0 || (begins && !(previous && isKeyword(previous, 'start')))) items.push([child]);
            else items.at(-1)!.push(child);
        }
        return items;
    }

    private handle(children: CstNode[]): Document {
        const first = children.findIndex(child => unwrap(child).astNode.$type === 'Branch' && !isLeaf(child));
        if (first < 0) return this.arrow(children);
        const branches = children.slice(first).filter(child => !isLeaf(child) && featureOf(child) === 'branches').map(child => ({ node: child, document: this.node(child) }));
        const otherwise = children.findIndex(child => isKeyword(child, 'otherwise'));
        if (otherwise >= 0) branches.push({ node: children[otherwise]!, document: this.arrow(children.slice(otherwise)) });
        const broken = branches.length > 1 || this.startsLine(branches[0]!.node);
        const lines = indent(concat(branches.flatMap(({ document }) => [line(), document])));
        return concat([this.list(children.slice(0, first)), group(lines, { broken })]);
    }

    /** Whatever ends in `-> outcome`. */
    private arrow(children: CstNode[]): Document {
        const last = children.at(-1)!;
        if (isLeaf(last) || !isKeyword(children.at(-2)!, '->')) return this.sequence(children);
        return concat([this.plain(children.slice(0, -1)), this.outcome(alternativesOf(last), { hangs: true })]);
    }

    /** One alternative after the other; several go to lines of their own, as does a single one that is too long. */
    private outcome(children: CstNode[], { hangs }: { hangs: boolean }): Document {
        const alternatives = separate(children, 'or');
        if (alternatives.length === 1 && hangs) {
            const parts = alternatives.flatMap(([only]) => partsOf(only!));
            return this.hanging(this.plain(parts), () => this.parts(parts), parts.filter((part, index) => index === 0 || isKeyword(part, 'and')));
        }
        const documents = alternatives.map(alternative => this.plain(alternative));
        const broken = alternatives.some(([first], index) => (index > 0 || hangs) && this.startsLine(first!));
        const start = hangs ? [line()] : [];
        return group(indent(concat(documents.flatMap((document, index) => (index === 0 ? [...start, document] : [line(), document])))), { broken });
    }

    /**
     * What stands behind an arrow: on its line, with a block that may break, or on the next. `starts` are the tokens at
     * which the author may have begun a line to choose the latter.
     */
    private hanging(document: Document, divided: () => Document, starts: CstNode[]): Document {
        const broken = starts.some(start => this.startsLine(start));
        if (document.breaks && !broken) return document;
        return group(indent(concat([line(), divided()])), { broken });
    }

    private parts(children: CstNode[]): Document {
        const parts = separate(children, 'and');
        return concat(parts.flatMap((part, index) => {
            const document = this.plain(part);
            return index === 0 ? [document] : [group(line(), { broken: this.startsLine(part[0]!) }), document];
        }));
    }

    private step(children: CstNode[]): Document {
        const arrow = children.findIndex(child => isKeyword(child, '->'));
        if (arrow < 0) return this.sequence(children);
        const head = this.plain(children.slice(0, arrow + 1));
        const actions = children.slice(arrow + 1);
        if (actions.length === 1) {
            const document = this.node(actions[0]!);
            return concat([head, this.hanging(document, () => document, actions)]);
        }
        const broken = actions.some(action => this.startsLine(action));
        return concat([head, group(indent(concat(actions.flatMap(action => [line(), this.node(action)]))), { broken })]);
    }

    private send(children: CstNode[]): Document {
        return concat(children.flatMap(child => (isKeyword(child, 'undo') ? [group(indent(line())), this.node(child)] : [this.node(child)])));
    }

    private type(children: CstNode[]): Document {
        const or = children.findIndex(child => isKeyword(child, 'or'));
        if (or < 0) return this.plain(children);
        return concat([this.plain(children.slice(0, or)), group(indent(concat([line(), this.plain(children.slice(or))])))]);
    }

    /** The clauses that choose rows stand below the question. */
    private query(children: CstNode[]): Document {
        const clauses: CstNode[][] = [];
        let head = children.length;
        for (let index = 0; index < children.length; index++) {
            const child = children[index]!;
            if (isKeyword(child, 'where') || isKeyword(child, 'sort') || (isKeyword(child, 'limit'))) {
                head = Math.min(head, index);
                clauses.push([child]);
            } else clauses.at(-1)?.push(child);
        }
        const start = this.list(children.slice(0, head));
        if (clauses.length === 0) return start;
        const broken = clauses.some(([first]) => this.startsLine(first!));
        return concat([start, group(indent(concat(clauses.flatMap(clause => [line(), this.plain(clause)]))), { broken })]);
    }
}

function partsOf(alternative: CstNode): CstNode[] {
    const inner = unwrap(alternative);
    return !isLeaf(inner) && inner.astNode.$type === 'OutcomeGroup' ? visible(inner) : [alternative];
}

/** Looks through rules that only pass on to another. */
export function unwrap(node: CstNode): CompositeCstNode {
    let current = node;
    while (!isLeaf(current)) {
        const children = visible(current);
        if (children.length !== 1) break;
        current = children[0]!;
    }
    return current as CompositeCstNode;
}

/** The parts of a node without its comments, which the tokens carry. */
export function visible(node: CstNode): CstNode[] {
    return isLeaf(node) ? [] : (node as CompositeCstNode).content.filter(child => !child.hidden);
}

function alternativesOf(outcome: CstNode): CstNode[] {
    const inner = unwrap(outcome);
    return !isLeaf(inner) && inner.astNode.$type === 'Outcome' ? visible(inner) : [inner];
}

function featureOf(node: CstNode): string {
    const container = node.grammarSource?.$container;
    return container?.$type === 'Assignment' ? (container as GrammarAST.Assignment).feature : '';
}

const wordRules = new Set(['QualifiedName', 'SignedNumber', 'ByCode']);

/** True of names with dots and of other tokens that the grammar takes as one word. */
function isWord(node: CstNode): boolean {
    const source = node.grammarSource;
    return source?.$type === 'CrossReference' || (source?.$type === 'RuleCall' && wordRules.has((source as GrammarAST.RuleCall).rule.ref?.name ?? ''));
}
