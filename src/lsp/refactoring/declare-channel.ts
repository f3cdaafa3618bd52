import { AstUtils } from 'langium';
import * as ast from '../../language/generated/ast.js';
import { impliedPhysicalName } from '../../language/to-model/channels.js';
import { insertInto } from '../insertions.js';
import { findSymbolAt, nameNodeOf, qualifiedNameOf } from '../symbol-at.js';
import { freeName, refactoring, type Refactoring } from './refactoring.js';

/** Writes down the channel that the message declared at `position` has without one being written, under the same name on the broker; nothing changes but that it can be told more. */
export const declareChannel: Refactoring = (document, names, position) => {
    const symbol = findSymbolAt(document, names, position);
    const message = symbol?.declarations.map(({ node }) => node).find(node => ast.isMessage(node) && AstUtils.getDocument(node) === document && nameNodeOf(node)?.range.start.line === position.line);
    const context = message && AstUtils.getContainerOfType(message, ast.isContext);
    if (!context || !ast.isMessage(message)) return [];
    const qualifiedName = qualifiedNameOf(message);
    if (names.linked.referencesNaming(qualifiedName).some(({ container, reference }) => ast.isChannel(container) && ast.isMessage(reference.ref))) return [];
    const kind = ast.isEvent(message) ? 'topic' : 'queue';
    const name = freeName(`${message.name}${kind === 'topic' ? 'Topic' : 'Queue'}`, context.name, names);
    const channels = context.declarations.filter(ast.isChannel);
    const declaration = `${kind} ${name} {\n  carries ${message.name}\n  name "${impliedPhysicalName(context.name, message.name)}"\n}`;
    const edits = insertInto(context, channels.at(-1) ?? context.declarations.filter(ast.isMessage).at(-1), declaration);
    return [refactoring(`Declare the ${kind} of '${message.name}'`, 'extract', edits)];
};
