import type { AstNode, CstNode, GrammarAST } from 'langium';
import { AstUtils, GrammarAST as Grammar } from 'langium';
import type { Expression, Origin, Reference } from '../../model/flow-model.js';
import type { Reference as LangiumReference } from 'langium';

/** Which property an element of the grammar fills, for all documents: there are many nodes, and few such elements. */
const features = new WeakMap<GrammarAST.AbstractElement, string>();

/** Tells where nodes of one document were written, and what their references name; keeps the expressions that are made of them. */
export class Origins {
    readonly expressions: Expression[] = [];

    constructor(
        private readonly uri: string,
        private readonly idOf: (node: AstNode) => string | undefined,
    ) {}

    ofNode(node: AstNode): Origin {
        return this.ofCst(node.$cstNode);
    }

    /** The place of a property's first token, such as the name; without one the node's own place. */
    ofProperty(node: AstNode, property: string): Origin {
        return this.ofCst(this.find(node, property) ?? node.$cstNode);
    }

    /** The places of each value of a property that is a list. */
    ofProperties(node: AstNode, property: string): Origin[] {
        return this.children(node).filter(child => this.featureOf(child) === property).map(child => this.ofCst(child));
    }

    /** The place of the node's first token, usually its keyword. */
    ofKeyword(node: AstNode): Origin {
        return this.ofCst(this.children(node).find(child => !child.hidden) ?? node.$cstNode);
    }

    ofReference(reference: LangiumReference): Reference {
        const target = reference.ref && this.idOf(reference.ref);
        const origin = this.ofCst(reference.$refNode);
        return target === undefined ? { text: reference.$refText, origin } : { text: reference.$refText, target, origin };
    }

    private ofCst(outer: CstNode | undefined): Origin {
        // The range of a part is put together from those of its first and last token; of one token it is simply that token's.
        let node = outer;
        for (let content = contentOf(node); content.length === 1; content = contentOf(node)) node = content[0];
        return { uri: this.uri, range: node ? node.range : { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } };
    }

    private find(node: AstNode, property: string): CstNode | undefined {
        for (const child of this.children(node)) {
            if (this.featureOf(child) === property) return child;
        }
        return undefined;
    }

    /** The tokens and parts of a node; a rule that only passes on to another leaves a layer of its own, which is looked through. */
    private children(node: AstNode): CstNode[] {
        let content = contentOf(node.$cstNode);
        while (content.length === 1 && !(this.featureOf(content[0]!) in node) && contentOf(content[0]).length > 0) content = contentOf(content[0]);
        return content;
    }

    private featureOf(node: CstNode): string {
        const source = node.grammarSource;
        if (!source) return '';
        let feature = features.get(source);
        if (feature === undefined) {
            feature = AstUtils.getContainerOfType(source, Grammar.isAssignment)?.feature ?? '';
            features.set(source, feature);
        }
        return feature;
    }
}

function contentOf(node: CstNode | undefined): CstNode[] {
    return node && 'content' in node ? (node as { content: CstNode[] } & CstNode).content : [];
}
