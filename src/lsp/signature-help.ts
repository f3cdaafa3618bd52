import type { ParameterInformation, Position, SignatureHelp } from 'vscode-languageserver-types';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { openingAround } from './enclosing-text.js';
import { callables, clausesOf, type Signature } from './signatures.js';

/** How the clause, the annotation or the call that is being written at `position` goes on; undefined where none is. */
export function findSignatureHelp(document: TextDocument, position: Position): SignatureHelp | undefined {
    const before = document.getText({ start: { line: 0, character: 0 }, end: position });
    const line = withoutComment(before.slice(before.lastIndexOf('\n') + 1));
    if (line === undefined) return undefined;
    return callAt(line) ?? clauseAt(line, openingAround(before));
}

/** Undefined inside of a comment, where nothing is to be filled in. */
function withoutComment(line: string): string | undefined {
    return /^(?:"(?:\\.|[^"\\])*"?|\/(?!\/)|[^"/])*\/\//.test(line) ? undefined : line;
}

/** The innermost parenthesis that is still open, with what stands before it. */
function callAt(line: string): SignatureHelp | undefined {
    const open: number[] = [];
    for (const { 0: token, index } of line.matchAll(/"(?:\\.|[^"\\])*"?|[()]/g)) {
        if (token === '(') open.push(index);
        else if (token === ')') open.pop();
    }
    const start = open.at(-1);
    if (start === undefined) return undefined;
    const signature = callables.get(/@?[\p{L}_][\p{L}\p{N}_]*$/u.exec(line.slice(0, start))?.[0] ?? '');
    if (!signature) return undefined;
    const name = /@?[\p{L}_][\p{L}\p{N}_]*$/u.exec(line.slice(0, start))![0];
    const filled = [...line.slice(start + 1).matchAll(/"(?:\\.|[^"\\])*"?|\([^()]*\)|,/g)].filter(([token]) => token === ',').length;
    const own = line.slice(start + 1).split(',').at(-1)!;
    const named = signature.parts.findIndex(part => typeof part !== 'string' && part.label.includes(':') && own.trim().startsWith(part.label.split(':')[0]!));
    return toHelp({ ...signature, parts: signature.parts.flatMap((part, index) => (index > 0 ? [',', part] : [part])) }, `${name}(`, named >= 0 ? named : filled, ')');
}

/** The last clause on the line that what stands behind its word could still be a part of. */
function clauseAt(line: string, opening: string): SignatureHelp | undefined {
    const kind = /(?:^|\s)(topic|queue|system|service|aggregate|projection|process)\s[^{}]*$/.exec(opening)?.[1];
    const clauses = kind === undefined ? [] : clausesOf.get(kind)!;
    const inside = line.slice(line.lastIndexOf('{') + 1);
    const tokens = [...inside.matchAll(/"(?:\\.|[^"\\])*"?|\d+(?:\.\d+)?(?:[ \t]*[A-Za-z]+)?|\.\.|[\p{L}\p{N}_-]+|\S/gu)].flatMap(({ 0: text, index }) => splitCount(text, index));
    // White space inside of a string ends no word.
    const isFinished = /\s$/.test(line) && !/^"(?:\\.|[^"\\])*$/.test(tokens.at(-1)?.text ?? '');
    for (let start = tokens.length - 1; start >= 0; start--) {
        for (const signature of clauses) {
            if (tokens[start]!.text !== signature.parts[0]) continue;
            const place = placeBehind(signature, tokens.slice(start).map(({ text }) => text), { isFinished });
            if (place !== undefined) return toHelp(signature, '', place, '');
        }
    }
    return undefined;
}

const units = /^(?:ms|s|m|h|d|w|milliseconds?|seconds?|minutes?|hours?|days?|weeks?|[KMGT]?i?B)$/;

/** `30 days` is one value, `5 times` two words. */
function splitCount(text: string, index: number): { text: string; index: number }[] {
    const { 1: count, 2: unit } = /^(\d+(?:\.\d+)?)[ \t]*([A-Za-z]+)$/.exec(text) ?? [];
    return count === undefined || unit === undefined || units.test(unit) ? [{ text, index }] : [{ text: count, index }, { text: unit, index: index + text.length - unit.length }];
}

/** Which parameter comes next, or is being written; undefined where the words are not this clause's, or its end is reached. */
function placeBehind({ parts }: Signature, words: string[], { isFinished }: { isFinished: boolean }): number | undefined {
    let filled = 0;
    for (const [index, word] of words.entries()) {
        const part = parts[index];
        const isLast = index === words.length - 1 && !isFinished;
        if (part === undefined) return undefined;
        if (typeof part !== 'string') {
            if (isLast) return filled;
            filled++;
        } else if (part !== word && !(isLast && part.startsWith(word))) return undefined;
    }
    return parts.slice(words.length).some(part => typeof part !== 'string') ? filled : undefined;
}

function toHelp({ parts, documentation }: Signature, head: string, activeParameter: number, tail: string): SignatureHelp {
    let label = head;
    const parameters: ParameterInformation[] = [];
    for (const part of parts) {
        const text = typeof part === 'string' ? part : part.label;
        if (label !== head && text !== ',' && text !== '..' && !label.endsWith('..')) label += ' ';
        if (typeof part !== 'string') parameters.push({ label: [label.length, label.length + text.length], documentation: { kind: 'markdown', value: part.documentation } });
        label += text;
    }
    return { signatures: [{ label: label + tail, documentation: { kind: 'markdown', value: documentation }, parameters, activeParameter }], activeSignature: 0, activeParameter };
}
