import { compareText, type BrokerScope, type ScopedSubscription } from '../../model/brokers/broker-scope.js';
import { brokerOfQuestions } from '../../model/brokers/placement.js';
import type { Channel, Context, FlowModel, Outcome, Part, ProcessAction } from '../../model/flow-model.js';
import { kebabCase } from '../../model/names.js';
import { stepsOf } from '../../model/processes/process-steps.js';
import { ownParts } from '../../model/topology.js';

/** Somebody who signs in at a broker, and what is needed there. */
export interface BrokerUser {
    readonly name: string;
    publishes(channel: Channel): boolean;
    consumes(subscription: ScopedSubscription): boolean;
    /** Ids of queries. */
    readonly asks: readonly string[];
    readonly answers: readonly string[];
    /** Whether it looks at its start that all is there that the system has on the broker. */
    readonly prepares: boolean;
}

/**
 * The users of a broker, by name: one for each context, external ones included, one for each actor, and `system.NAME` for a program that
 * runs all parts of the system. Each may write where its messages go, read what it is subscribed to, and no more.
 */
export function findUsers(model: FlowModel, scope: BrokerScope): BrokerUser[] {
    // Questions are on one broker alone.
    const queries = brokerOfQuestions(model)?.name === scope.broker ? model.queries : [];
    const users: BrokerUser[] = [programUser(model, queries.map(({ id }) => id))];
    for (const context of model.contexts) {
        const own = context.external ? [] : queries.filter(query => query.context === context.id).map(({ id }) => id);
        users.push({ name: kebabCase(context.name), ...accessOf(context, model, scope), asks: own, answers: own, prepares: false });
    }
    for (const actor of model.actors) {
        const asked = new Set(actor.asks.map(({ target }) => target));
        users.push({
            name: `actor.${kebabCase(actor.name)}`,
            publishes: carrying(new Set(actor.sends.flatMap(({ target }) => target ?? []))),
            consumes: () => false,
            asks: queries.map(({ id }) => id).filter(id => asked.has(id)),
            answers: [],
            prepares: false,
        });
    }
    return users.sort((left, right) => compareText(left.name, right.name));
}

/** The user as whom a program signs in that runs all parts of the system. */
export function programUserName({ systems }: FlowModel): string {
    const [system] = systems;
    return system === undefined ? 'system' : `system.${kebabCase(system.name)}`;
}

/** The variable of the environment with a user's password: `SLUICE_LOG_ORDERING_PASSWORD`. */
export function passwordVariable(broker: string, user: string): string {
    return `SLUICE_${[broker, user].map(name => kebabCase(name).replace(/[^A-Za-z0-9]+/g, '_').toUpperCase()).join('_')}_PASSWORD`;
}

/** It may publish all: what actors and other systems send may come in through it. */
function programUser(model: FlowModel, queries: readonly string[]): BrokerUser {
    const parts = new Set(ownParts(model).map(({ id }) => id));
    const external = new Set(model.contexts.filter(context => context.external).map(({ id }) => id));
    return {
        name: programUserName(model),
        publishes: () => true,
        consumes: ({ part, channel }) => (part === undefined ? !external.has(channel.context) : parts.has(part)),
        asks: queries,
        answers: queries,
        prepares: true,
    };
}

type Access = Pick<BrokerUser, 'publishes' | 'consumes'>;

function carrying(messages: ReadonlySet<string>): (channel: Channel) => boolean {
    return ({ carries }) => carries.some(({ target }) => target !== undefined && messages.has(target));
}

function accessOf(context: Context, model: FlowModel, { channels }: BrokerScope): Access {
    const own = model.messages.filter(message => message.context === context.id);
    if (context.external) {
        // What an external context does is not written down: it publishes its events and takes its commands.
        const commands = new Set(own.filter(({ kind }) => kind === 'command').map(({ id }) => id));
        return {
            publishes: carrying(new Set(own.filter(({ kind }) => kind === 'event').map(({ id }) => id))),
            consumes: ({ part, messages }) => part === undefined && messages.some(id => commands.has(id)),
        };
    }
    const parts = [...model.services, ...model.aggregates, ...model.projections, ...model.processes].filter(part => part.context === context.id);
    const ids = new Set(parts.map(({ id }) => id));
    const handled = new Set(parts.flatMap(part => (part.kind === 'service' || part.kind === 'aggregate' ? part.handles.map(({ command }) => command.target) : [])));
    // Nobody handles these yet: they are the context's own to look at.
    const owned = new Set(channels.map(({ channel }) => channel).filter(channel => channel.context === context.id && channel.kind === 'queue').map(({ physicalName }) => physicalName.value));
    return {
        publishes: carrying(new Set(parts.flatMap(outputsOf))),
        consumes: ({ part, name, messages }) => (part !== undefined ? ids.has(part) : messages.some(id => handled.has(id)) || owned.has(name)),
    };
}

/** Ids of all messages that a part may publish or send. */
function outputsOf(part: Part): string[] {
    switch (part.kind) {
        case 'projection': return [];
        case 'aggregate': return part.handles.flatMap(({ branches }) => branches.flatMap(({ outcome }) => messagesOf(outcome)));
        case 'service': return [
            ...part.handles.flatMap(({ branches }) => branches.flatMap(({ outcome }) => messagesOf(outcome))),
            ...part.reactions.flatMap(({ outcome }) => (outcome ? messagesOf(outcome) : [])),
            ...part.schedules.flatMap(({ outcome }) => messagesOf(outcome)),
        ];
        case 'process': return [...stepsOf(part), ...part.states.flatMap(({ timers }) => timers)].flatMap(({ actions }) => sentBy(actions));
    }
}

function messagesOf(outcome: Outcome): string[] {
    return outcome.alternatives.flat().flatMap(output => (output.kind === 'reject' || output.message.target === undefined ? [] : [output.message.target]));
}

function sentBy(actions: ProcessAction[]): string[] {
    return actions.flatMap(action => (action.kind === 'send' ? [action.message.target, action.undo?.message.target] : [])).filter(target => target !== undefined);
}
