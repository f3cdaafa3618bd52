import type { LeafCstNode } from 'langium';
import { CstUtils } from 'langium';
import type { InlayHint, Position, Range } from 'vscode-languageserver-types';
import * as ast from '../language/generated/ast.js';
import type { Channel, FieldFilling, FlowModel, MessageOutput } from '../model/flow-model.js';
import { writeDuration } from '../model/time-spans.js';
import { outputsIn, type OutputPlace } from '../model/walk.js';
import { touch } from '../model/ranges.js';
import { leafAt } from './symbol-at.js';
import type { SpecificationDocument, SystemNames } from './system-documents.js';

/** More fields than these are counted, not named. */
const fieldsShown = 3;

/**
 * What is not written in `range` and holds all the same: the channel of a message that no written one carries, how a channel delivers
 * and tries again where it does not say so, and which fields of an outgoing message are carried over. `model` is of the same build.
 */
export function findInlayHints(document: SpecificationDocument, names: SystemNames, model: FlowModel, range: Range): InlayHint[] {
    const uri = document.uri.toString();
    const isShown = (place: { uri: string; range: Range }) => place.uri === uri && touch(place.range, range);
    const hints: InlayHint[] = [];
    for (const channel of model.channels) {
        if (!isShown(channel.origin)) continue;
        const hint = channel.implied ? hintOfName(channel) : hintOfDelivery(channel, names);
        if (hint) hints.push(hint);
    }
    for (const { output, place } of outputsIn(model)) {
        const hint = isShown(output.origin) && hintOfFilling(output, place, names);
        if (hint) hints.push(hint);
    }
    return hints.sort(({ position: left }, { position: right }) => left.line - right.line || left.character - right.character);
}

function hintOfName({ kind, physicalName, origin, broker, brokerKind }: Channel): InlayHint {
    const on = broker.value === brokerKind ? brokerKind : `${broker.value} (${brokerKind})`;
    return {
        position: origin.range.end, label: `${kind} ${physicalName.value}`, paddingLeft: true,
        tooltip: `No written ${kind} carries it: it has one of its own on ${on}.`,
    };
}

function hintOfDelivery(channel: Channel, names: SystemNames): InlayHint | undefined {
    const { deliver, retry } = channel;
    const { times, from, to } = retry.value;
    const unwritten = [
        ...(isWrittenHere(deliver) ? [] : [{ setting: deliver, label: `deliver ${deliver.value}` }]),
        // What is delivered at most once is not tried again.
        ...(isWrittenHere(retry) || deliver.value === 'at-most-once' ? [] : [{ setting: retry, label: `retry ${times} times, backoff ${writeDuration(from)} to ${writeDuration(to)}` }]),
    ];
    const position = leavesOf(channel.origin, names).find(({ text }) => text === '{')?.range.end;
    if (!position || unwritten.length === 0) return undefined;
    return {
        position, label: unwritten.map(({ label }) => label).join(' · '), paddingLeft: true,
        tooltip: unwritten.map(({ setting, label }) => `${label}: ${setting.isDefault ? 'the default' : 'as the system says'}`).join('\n'),
    };
}

function isWrittenHere({ isDefault, inherited }: Channel['deliver'] | Channel['retry']): boolean {
    return !isDefault && inherited !== true;
}

function hintOfFilling(output: MessageOutput, { cause }: OutputPlace, names: SystemNames): InlayHint | undefined {
    const carried = output.filling.filter(({ from }) => from === 'message' || from === 'state' || from === 'key');
    const position = endOfOutput(output, names);
    if (!position || carried.length === 0) return undefined;
    const shown = carried.slice(0, fieldsShown).map(({ field }) => field);
    const sources: Partial<Record<FieldFilling['from'], string>> = { message: cause?.text ?? 'the message', state: 'the state', key: 'the key' };
    return {
        position, paddingLeft: true,
        label: `+ ${shown.join(', ')}${carried.length > shown.length ? ` and ${carried.length - shown.length} more` : ''}`,
        tooltip: carried.map(({ field, from }) => `${field} from ${sources[from]}`).join('\n'),
    };
}

/** Behind what is written of an outgoing message: its assignments, its question mark, or its name. */
function endOfOutput({ origin }: MessageOutput, names: SystemNames): Position | undefined {
    const node = leafAt(origin, names)?.astNode;
    return ast.isOutcomePart(node) || ast.isProcessSend(node) ? node.$cstNode?.range.end : undefined;
}

function leavesOf(origin: Channel['origin'], names: SystemNames): LeafCstNode[] {
    const node = leafAt(origin, names)?.astNode;
    return node?.$cstNode ? CstUtils.flattenCst(node.$cstNode).filter(({ hidden }) => !hidden).toArray() : [];
}
