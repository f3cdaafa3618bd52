import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import type { Hover, Position } from 'vscode-languageserver-types';
import * as ast from '../language/generated/ast.js';
import { contextNameOf } from '../language/scope-provider.js';
import type { Channel, Element, Milliseconds, Retention } from '../model/flow-model.js';
import type { Use, UseKind } from '../model/graph.js';
import { findSymbolAt, nameNodeOf, nameOf } from './symbol-at.js';
import type { SpecificationDocument, SystemDocuments, SystemNames } from './system-documents.js';

/** Longer declarations are cut in a hover: it is a glance, and the declaration is one key away. */
const linesShown = 16;

/** What the name at `position` stands for: how it is declared, its documentation, and its place in the flow. */
export function hoverAt({ services }: SystemDocuments, names: SystemNames, document: SpecificationDocument, position: Position): Hover | undefined {
    const symbol = findSymbolAt(document, names, position);
    if (!symbol) return undefined;
    const nodes = symbol.declarations.map(declaration => declaration.node);
    // Of several versions the last declared is the one that is meant today; contexts are told by their first opening, and a
    // word that stands for several fields by the first of these.
    const node = nodes.find(ast.isField) ?? (ast.isContext(nodes[0]) ? nodes[0] : nodes.reduce(later));
    const documentation = nodes.map(each => services.sluice.documentation.DocumentationProvider.getDocumentation(each)).find(text => text !== undefined);
    const facts = ast.isField(node) ? [] : describeFlow(names, node);
    const sections = [`\`\`\`sluice\n${signatureOf(node)}\n\`\`\``, ...(documentation === undefined ? [] : [documentation]), ...(facts.length > 0 ? [facts.map(fact => `- ${fact}`).join('\n')] : [])];
    return { contents: { kind: 'markdown', value: sections.join('\n\n') }, range: symbol.range };
}

function later(left: AstNode, right: AstNode): AstNode {
    const version = (node: AstNode) => Number((node as AstNode & { version?: string }).version ?? 1);
    return version(right) > version(left) ? right : left;
}

/** The declaration as it is written, without its indentation; parts and contexts without their body. */
export function signatureOf(node: AstNode): string {
    const cst = node.$cstNode;
    if (!cst) return '';
    const context = contextNameOf(node);
    const owner = ast.isField(node) || ast.isEnumValue(node) ? `.${nameOf(node.$container)}` : '';
    const heading = context !== undefined && !ast.isContext(node) ? `// ${context}${owner}\n` : '';
    if (bodyless.has(node.$type)) return heading + cst.text.split('{')[0]!.trim();
    const indentation = ' '.repeat(cst.range.start.character);
    const lines = cst.text.split(/\r?\n/).map((line, index) => (index > 0 && line.startsWith(indentation) ? line.slice(indentation.length) : line));
    const shown = lines.length > linesShown ? [...lines.slice(0, linesShown - 2), '  // …', lines.at(-1)!] : lines;
    return heading + shown.join('\n');
}

const bodyless = new Set<string>([ast.Context.$type, ast.Service.$type, ast.Aggregate.$type, ast.Projection.$type, ast.Process.$type, ast.ProcessState.$type]);

const giving = new Set<UseKind>(['publishes', 'sends', 'asks']);

function describeFlow({ model, graph }: SystemNames, node: AstNode): string[] {
    const channel = findElement(model.channels.filter(({ implied }) => !implied), node);
    if (channel) return describeChannel(channel);
    const message = findElement(model.messages, node);
    const subject = message ?? findElement(model.queries, node);
    if (subject) {
        const uses = graph.usesOf(subject.id).filter(({ kind, by }) => kind !== 'evolves' || !isOwn(graph.usesOf(subject.id), by));
        const carrier = message && graph.channelOf(message.id);
        const verbs = message?.kind === 'event' ? ['published', 'consumed'] : message ? ['sent', 'handled'] : ['asked', 'answered'];
        return [
            ...sentence(`${verbs[0]} by`, uses.filter(({ kind }) => giving.has(kind)).map(({ by }) => by)),
            ...(carrier ? [`carried by ${carrier.implied ? `a ${carrier.kind} of its own, ${code(carrier.physicalName.value)},` : `${carrier.kind} ${code(carrier.id)}`} on ${describeBroker(carrier)}`] : []),
            ...sentence(`${verbs[1]} by`, uses.filter(({ kind }) => !giving.has(kind)).map(({ by }) => by)),
        ];
    }
    const part = findElement([...model.services, ...model.aggregates, ...model.projections, ...model.processes, ...model.actors], node);
    if (!part) return [];
    const uses = graph.uses.filter(({ by }) => by === part.id);
    return [
        ...sentence('takes', uses.filter(({ kind }) => !giving.has(kind)).map(({ message: id }) => id)),
        ...sentence('gives', uses.filter(({ kind }) => giving.has(kind)).map(({ message: id }) => id)),
    ];
}

/** An aggregate evolves by what it publishes itself: nobody else is told by that. */
function isOwn(uses: Use[], by: string): boolean {
    return uses.some(use => use.by === by && use.kind === 'publishes');
}

function sentence(beginning: string, ids: string[]): string[] {
    return ids.length > 0 ? [`${beginning} ${list([...new Set(ids)].sort())}`] : [];
}

function describeChannel(channel: Channel): string[] {
    const given = (isDefault: boolean) => (isDefault ? ' (default)' : '');
    const { deliver, retain, retry, deadLetter, orderBy } = channel;
    const order = orderBy.value.kind === 'field' ? orderBy.value.field : orderBy.value.kind;
    return [
        `${code(channel.physicalName.value)} on ${describeBroker(channel)}`,
        `carries ${list(channel.carries.map(({ target, text }) => target ?? text))}`,
        `deliver ${deliver.value}${given(deliver.isDefault)}, order by ${order}${given(orderBy.isDefault)}`,
        ...(channel.kind === 'topic' ? [`retain ${describeRetention(retain.value)}${given(retain.isDefault)}`] : []),
        `retry ${retry.value.times} times, backoff ${describeDuration(retry.value.from)} to ${describeDuration(retry.value.to)}${given(retry.isDefault)}`,
        ...(channel.kind === 'queue' ? [`dead letter ${code(deadLetter.value)}${given(deadLetter.isDefault)}`] : []),
    ];
}

function describeRetention(retention: Retention): string {
    switch (retention.kind) {
        case 'forever': return 'forever';
        case 'size': return `${retention.bytes} bytes`;
        case 'duration': return describeDuration(retention.milliseconds);
    }
}

function describeBroker({ broker, brokerKind }: Channel): string {
    return broker.value === brokerKind ? code(brokerKind) : `${code(broker.value)} (${brokerKind})`;
}

function list(ids: string[]): string {
    return ids.map(code).join(', ');
}

function code(text: string): string {
    return `\`${text}\``;
}

/** Elements know where their name is written, which is what a node has in common with its element. */
function findElement<T extends Element>(elements: T[], node: AstNode): T | undefined {
    const name = nameNodeOf(node);
    if (!name) return undefined;
    const uri = AstUtils.getDocument(node).uri.toString();
    const { line, character } = name.range.start;
    return elements.find(({ origin }) => origin.uri === uri && origin.range.start.line === line && origin.range.start.character === character);
}

const lengths: [Milliseconds, string][] = [[86_400_000, 'day'], [3_600_000, 'hour'], [60_000, 'minute'], [1000, 'second']];

/** A length of time in the largest unit that divides it: `7 days`. */
function describeDuration(milliseconds: Milliseconds): string {
    const fitting = lengths.find(([length]) => milliseconds >= length && milliseconds % length === 0);
    if (!fitting) return `${milliseconds} ms`;
    const count = milliseconds / fitting[0];
    return `${count} ${fitting[1]}${count === 1 ? '' : 's'}`;
}
