import type { AstNodeDescription, LangiumDocument, ReferenceInfo, Stream } from 'langium';
import { AstUtils, GrammarAST } from 'langium';
import type { CompletionAcceptor, CompletionContext, CompletionProviderOptions, CompletionValueItem, NextFeature } from 'langium/lsp';
import { DefaultCompletionProvider } from 'langium/lsp';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { CompletionItemKind, type Position } from 'vscode-languageserver-types';
import * as ast from '../language/generated/ast.js';
import { linesAround, withoutFinishedBlocks } from './enclosing-text.js';
import { signatureOf } from './hover.js';
import { keywordHelp } from './keyword-help.js';
import { annotations, findAssignableFields, findExpressionCandidates, findKeys, findMessageFields, type Candidate } from './member-completion.js';
import { nameOfKind } from './node-kinds.js';
import { createReferenceFilter } from './reference-filter.js';

const itemKinds: Record<Candidate['kind'], CompletionItemKind> = {
    field: CompletionItemKind.Field, value: CompletionItemKind.EnumMember, function: CompletionItemKind.Function,
    root: CompletionItemKind.Variable, annotation: CompletionItemKind.Property,
};

/** Offers what the grammar allows at the cursor: names in scope, fields behind a path, values that fit, keywords. */
export class SluiceCompletionProvider extends DefaultCompletionProvider {
    override readonly completionOptions: CompletionProviderOptions = { triggerCharacters: ['.', '@'] };

    protected override findFeaturesAt(document: TextDocument, offset: number): NextFeature[] {
        const before = withoutFinishedBlocks(document.getText().slice(0, offset));
        // `then send` with nothing behind it would be read as something that is called `send`.
        const words = /\bthen\s+(?:[^\n]*\sand\s+)?((?:(?:no|send)\s+)+)$/.exec(before)?.[1];
        if (words !== undefined) return this.findFeaturesBehind(before.slice(0, -words.length)).filter(({ feature }) => GrammarAST.isCrossReference(feature));
        const features = this.findFeaturesBehind(before);
        // Where the parser stopped at a mistake in an earlier line, that line's continuations are not what is asked for.
        if (!this.stopsBeforeLastLine(before)) return features;
        const around = this.findFeaturesBehind(linesAround(before));
        return around.some(({ feature }) => !GrammarAST.isKeyword(feature) || /\p{L}/u.test(feature.value)) ? around : features;
    }

    private findFeaturesBehind(text: string): NextFeature[] {
        return super.findFeaturesAt(TextDocument.create('', 'sluice', 0, text), text.length);
    }

    private stopsBeforeLastLine(text: string): boolean {
        const { tokens, tokenIndex } = this.completionParser.parse(text);
        const unread = tokens[tokenIndex];
        return unread !== undefined && unread.startOffset < text.lastIndexOf('\n');
    }

    protected override completionFor(context: CompletionContext, next: NextFeature, acceptor: CompletionAcceptor): void | Promise<void> {
        if (!GrammarAST.isRuleCall(next.feature) || !context.node) return super.completionFor(context, next, acceptor) as void | Promise<void>;
        for (const candidate of this.findCandidates(context, next.feature)) acceptor(context, toItem(candidate));
    }

    /** Offers names even where the node that will hold the reference does not exist yet, because its text does not parse. */
    protected override completionForCrossReference(context: CompletionContext, next: NextFeature<GrammarAST.CrossReference>, acceptor: CompletionAcceptor): void | Promise<void> {
        const property = AstUtils.getContainerOfType(next.feature, GrammarAST.isAssignment)?.feature;
        const type = typeOfRule(AstUtils.getContainerOfType(next.feature, GrammarAST.isParserRule));
        if (!context.node || property === undefined || type === undefined) return;
        const hasProperty = this.astReflection.getTypeMetaData(context.node.$type).properties[property]?.referenceType !== undefined;
        if (type === ast.GoAction.$type) {
            for (const name of statesAround(context)) acceptor(context, { label: name, kind: CompletionItemKind.Constant, detail: 'state', sortText: `0${name}` });
            return;
        }
        return super.completionForCrossReference(context, hasProperty ? { ...next, type: undefined, property: undefined } as unknown as NextFeature<GrammarAST.CrossReference> : { ...next, type, property: 'reference' }, acceptor) as void | Promise<void>;
    }

    protected override getReferenceCandidates(info: ReferenceInfo, context: CompletionContext): Stream<AstNodeDescription> {
        return super.getReferenceCandidates(info, context).filter(createReferenceFilter(info, context.textDocument.getText().slice(0, context.tokenOffset)));
    }

    /** A name with a dot is one name to whoever completes it, though it may not be parsed as such yet. */
    protected override *buildContexts(document: LangiumDocument, position: Position): IterableIterator<CompletionContext> {
        const offset = document.textDocument.offsetAt(position);
        const qualified = /(?:[\p{L}\p{N}_]+\.)+[\p{L}\p{N}_]*$/u.exec(document.textDocument.getText().slice(0, offset))?.[0];
        for (const context of super.buildContexts(document, position)) {
            if (qualified !== undefined) {
                const start = offset - qualified.length;
                const features = this.findFeaturesAt(document.textDocument, start).filter(({ feature }) => GrammarAST.isCrossReference(feature));
                yield { ...context, tokenOffset: start, tokenEndOffset: Math.max(context.tokenEndOffset, offset), features };
            }
            yield context;
        }
    }

    private findCandidates({ node, textDocument, tokenOffset }: CompletionContext, call: GrammarAST.RuleCall): Candidate[] {
        const feature = AstUtils.getContainerOfType(call, GrammarAST.isAssignment)?.feature;
        const rule = AstUtils.getContainerOfType(call, GrammarAST.isParserRule)?.name;
        if (!node || feature === undefined) return [];
        switch (`${rule}.${feature}`) {
            case 'Primary.segments': {
                const before = textDocument.getText().slice(0, tokenOffset);
                const path = /(?:[\p{L}\p{N}_]+\s*\.\s*)+$/u.exec(before)?.[0].split('.').map(segment => segment.trim()).slice(0, -1) ?? [];
                return findExpressionCandidates(node, path, before);
            }
            case 'Assignment.field':
            case 'RecordEntry.field':
            case 'Append.field':
            case 'Remove.field': return findAssignableFields(node);
            case 'Annotation.name': return annotations;
            case 'OrderClause.field':
            case 'RouteClause.fields':
            case 'IdempotentClause.field': return findMessageFields(node);
            case 'Aggregate.key':
            case 'Projection.key':
            case 'Process.key': return findKeys(node);
            default: return [];
        }
    }

    protected override createReferenceCompletionItem(description: AstNodeDescription, _info: ReferenceInfo, _context: CompletionContext): CompletionValueItem {
        const { node } = description;
        const documentation = node && [`\`\`\`sluice\n${signatureOf(node)}\n\`\`\``, this.documentationProvider.getDocumentation(node)].filter(part => part !== undefined).join('\n\n');
        return {
            nodeDescription: description,
            kind: this.nodeKindProvider.getCompletionItemKind(description),
            detail: nameOfKind(description.type),
            // What is near comes first: names of the own context have no dot.
            sortText: `${description.name.includes('.') ? 2 : 1}${description.name}`,
            ...(documentation !== undefined && { documentation: { kind: 'markdown', value: documentation } }),
        };
    }

    protected override completionForKeyword(context: CompletionContext, keyword: GrammarAST.Keyword, acceptor: CompletionAcceptor): void {
        if (!this.filterKeyword(context, keyword)) return;
        const help = keywordHelp[keyword.value];
        acceptor(context, {
            label: keyword.value,
            kind: CompletionItemKind.Keyword,
            sortText: `3${keyword.value}`,
            ...(help !== undefined && { documentation: { kind: 'markdown', value: help } }),
        });
    }
}

function toItem({ name, kind, detail }: Candidate): CompletionValueItem {
    return { label: name, kind: itemKinds[kind], detail, sortText: `${kind === 'value' || kind === 'field' ? 0 : 2}${name}` };
}

/** The states of the process around the cursor, by its text: a half-written `go` takes the word `state` behind it for its target. */
function statesAround({ node, textDocument }: CompletionContext): string[] {
    const process = node && AstUtils.getContainerOfType(node, ast.isProcess);
    if (!process?.$cstNode) return [];
    const text = textDocument.getText().slice(process.$cstNode.offset);
    const next = text.slice(1).search(/^\s*(?:public\s+)?(?:event|command|query|type|enum|topic|queue|service|aggregate|projection|process|context)\s+\w+/m);
    const names = [...text.slice(0, next < 0 ? undefined : next + 1).matchAll(/\bstate\s+([\p{L}\p{N}_]+)\s*\{/gu)].map(([, name]) => name!);
    return [...new Set(names)];
}

/** The type that a rule makes; what a fragment holds is the same wherever it is used. */
function typeOfRule(rule: GrammarAST.ParserRule | undefined): string | undefined {
    if (!rule) return undefined;
    return rule.fragment ? ast.Topic.$type : rule.inferredType?.name ?? rule.returnType?.ref?.name ?? rule.name;
}
