import type { Channel, FlowModel } from '../../model/flow-model.js';
import { oncePer } from '../../model/once-per.js';

/** Finds the channel that a channel's dead letters go to; undefined where they go to a queue that nothing else is said of. */
export const deadLetterChannels = oncePer((model: FlowModel): ((channel: Channel) => Channel | undefined) => {
    // Dead letters stay on the broker on which they failed.
    const byBroker = new Map<string, Map<string, Channel>>();
    for (const channel of model.channels) {
        let byName = byBroker.get(channel.broker.value);
        if (!byName) byBroker.set(channel.broker.value, byName = new Map());
        byName.set(channel.physicalName.value, channel);
    }
    return ({ broker, deadLetter }) => byBroker.get(broker.value)?.get(deadLetter.value);
});

/** True where what fails in a channel comes back to it by way of its dead letters. */
export function deadLettersReturn(channel: Channel, find: (channel: Channel) => Channel | undefined): boolean {
    const passed = new Set<Channel>();
    for (let next = find(channel); next && !passed.has(next); next = find(next)) {
        if (next === channel) return true;
        passed.add(next);
    }
    return false;
}
