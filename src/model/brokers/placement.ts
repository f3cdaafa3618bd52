import type { BrokerKind, FlowModel } from '../flow-model.js';
import { oncePer } from '../once-per.js';
import { brokerPromises } from './promises.js';

/** A broker that channels of a system are on. */
export interface BrokerInUse {
    /** Its name in the specification; `memory` where that names none. */
    readonly name: string;
    readonly kind: BrokerKind;
    /** The physical names of its channels, sorted. */
    readonly channels: readonly string[];
}

/** The brokers that channels of a system are on, in the order of the specification. */
export const brokersInUse = oncePer((model: FlowModel): readonly BrokerInUse[] => {
    const found = new Map<string, { name: string; kind: BrokerKind; channels: Set<string> }>();
    for (const { broker, brokerKind, physicalName } of model.channels) {
        const known = found.get(broker.value) ?? { name: broker.value, kind: brokerKind, channels: new Set<string>() };
        known.channels.add(physicalName.value);
        found.set(broker.value, known);
    }
    const declared = model.brokers.map(({ name }) => name);
    return [...found.values()]
        .sort((left, right) => declared.indexOf(left.name) - declared.indexOf(right.name))
        .map(({ channels, ...broker }) => ({ ...broker, channels: [...channels].sort() }));
});

/**
 * The broker over which the questions of a system go, which are on no channel: the first one that answers them itself, otherwise the
 * first one. Undefined where the system has no channels.
 */
export function brokerOfQuestions(model: FlowModel): BrokerInUse | undefined {
    const brokers = brokersInUse(model);
    return brokers.find(({ kind }) => kind === 'memory' || brokerPromises.reply[kind].kept === 'native') ?? brokers[0];
}
