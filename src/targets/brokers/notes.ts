import { promisesOf } from '../../model/brokers/made-promises.js';
import { brokerPromises, type ServerKind } from '../../model/brokers/promises.js';
import type { Channel } from '../../model/flow-model.js';

/** For each promise of a channel that its broker does not simply keep: who keeps it instead, that nobody does, or what to know of it. */
export function notesOf(channel: Channel, kind: ServerKind): string[] {
    return promisesOf(channel).flatMap(({ promise, clause }) => {
        const { kept, how, caution } = brokerPromises[promise][kind];
        const text = kept === 'native' ? caution : kept === 'refused' ? `not kept, ${how}` : how;
        return text === undefined ? [] : [`${clause}: ${text.replaceAll('NAME', channel.physicalName.value)}`];
    });
}
