import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import type { Hover, Position } from 'vscode-languageserver-types';
import * as ast from '../language/generated/ast.js';
import { contextNameOf } from '../language/scope-provider.js';
import type { Channel, Element, FlowModel, Part, Retention } from '../model/flow-model.js';
import { describeDuration, findMessageFlow, partsOf, trafficOf } from './message-flow.js';
import { findSymbolAt, nameNodeOf } from './symbol-at.js';
import type { SpecificationDocument, SystemDocuments } from './system-documents.js';

/** Longer declarations are cut in a hover: it is a glance, and the declaration is one key away. */
const linesShown = 16;

/** What the name at `position` stands for: how it is declared, its documentation, and its place in the flow. */
export async function hoverAt(system: SystemDocuments, document: SpecificationDocument, position: Position): Promise<Hover | undefined> {
    const documents = await system.build();
    const symbol = findSymbolAt(document, documents, position);
    if (!symbol) return undefined;
    // Of several versions the last declared is the one that is meant today; contexts are told by their first opening.
    const node = ast.isContext(symbol.declarations[0]!) ? symbol.declarations[0]! : symbol.declarations.reduce(later);
    const documentation = symbol.declarations.map(declaration => system.services.sluice.documentation.DocumentationProvider.getDocumentation(declaration)).find(text => text !== undefined);
    const facts = describeFlow(await system.model(), node);
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
    const heading = context !== undefined && !ast.isContext(node) ? `// ${context}\n` : '';
    if (bodyless.has(node.$type)) return heading + cst.text.split('{')[0]!.trim();
    const indentation = ' '.repeat(cst.range.start.character);
    const lines = cst.text.split(/\r?\n/).map((line, index) => (index > 0 && line.startsWith(indentation) ? line.slice(indentation.length) : line));
    const shown = lines.length > linesShown ? [...lines.slice(0, linesShown - 2), '  // …', lines.at(-1)!] : lines;
    return heading + shown.join('\n');
}

const bodyless = new Set<string>([ast.Context.$type, ast.Service.$type, ast.Aggregate.$type, ast.Projection.$type, ast.Process.$type, ast.ProcessState.$type]);

function describeFlow(model: FlowModel, node: AstNode): string[] {
    const message = findElement(model.messages, node);
    if (message) {
        const { from, to, channels } = findMessageFlow(model, message);
        return [
            ...(from.length > 0 ? [`${message.kind === 'event' ? 'published' : 'sent'} by ${list(from)}`] : []),
            ...channels.map(channel => `carried by ${channel.implied ? `a ${channel.kind} of its own, ${code(channel.physicalName.value)},` : `${channel.kind} ${code(channel.id)}`} on ${describeBroker(channel)}`),
            ...(to.length > 0 ? [`${message.kind === 'event' ? 'consumed' : 'handled'} by ${list(to)}`] : []),
        ];
    }
    const channel = findElement(model.channels, node);
    if (channel) return describeChannel(channel);
    const part = findElement(partsOf(model), node);
    return part ? describePart(part) : [];
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

function describePart(part: Part): string[] {
    const { takes, gives } = trafficOf(part);
    const ids = (references: { target?: string; text: string }[]) => [...new Set(references.map(({ target, text }) => target ?? text))];
    return [...(takes.length > 0 ? [`takes ${list(ids(takes))}`] : []), ...(gives.length > 0 ? [`gives ${list(ids(gives))}`] : [])];
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
