import type { CodeAction, Position } from 'vscode-languageserver-types';
import type { SpecificationDocument, SystemNames } from '../system-documents.js';
import { addDeadLetter } from './add-dead-letter.js';
import { convertMessage } from './convert-message.js';
import { declareChannel } from './declare-channel.js';
import { extractType } from './extract-type.js';
import { inlineType } from './inline-type.js';
import { introduceProcess } from './introduce-process.js';
import { moveMessage } from './move-message.js';
import type { Refactoring } from './refactoring.js';

const all: readonly Refactoring[] = [declareChannel, extractType, inlineType, addDeadLetter, convertMessage, moveMessage, introduceProcess];

/** What can be made of the text at a position. Those that cannot be done, with the reason, are for editors that show such. */
export function findRefactorings(document: SpecificationDocument, names: SystemNames, position: Position, { showsDisabled }: { showsDisabled: boolean }): CodeAction[] {
    return all.flatMap(find => find(document, names, position)).filter(({ disabled }) => showsDisabled || !disabled);
}
