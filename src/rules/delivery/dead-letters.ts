import type { Channel, FlowModel } from '../../model/flow-model.js';

/** Finds the channel that a channel's dead letters go to; undefined where they go to a queue that nothing else is said of. */
export function deadLetterChannels(model: FlowModel): (channel: Channel) => Channel | undefined {
    const byName = new Map<string, Channel>(model.channels.map(channel => [place(channel.broker.value, channel.physicalName.value), channel]));
    return ({ broker, deadLetter }) => byName.get(place(broker.value, deadLetter.value));
}

/** True where what fails in a channel comes back to it by way of its dead letters. */
export function deadLettersReturn(channel: Channel, find: (channel: Channel) => Channel | undefined): boolean {
    const passed = new Set<Channel>();
    for (let next = find(channel); next && !passed.has(next); next = find(next)) {
        if (next === channel) return true;
        passed.add(next);
    }
    return false;
}

/** Dead letters stay on the broker on which they failed. */
function place(broker: string, name: string): string {
    return `${broker} ${name}`;
}
