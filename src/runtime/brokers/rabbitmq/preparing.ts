import type { Channel } from 'amqplib';
import { BrokerError } from '../../broker.js';
import { refusalCode, type RabbitLink } from './link.js';
import type { BindingSettings, ExchangeSettings, Layout, QueueSettings } from './settings.js';

/** Arguments that say on how many servers a queue is kept: whoever runs them decides that. */
const replication = ['x-quorum-initial-group-size', 'x-initial-cluster-size'];

/** Looks for what a layout says and makes what is missing; rejects with `invalid-topology` where something else is there. */
export async function prepareLayout(link: RabbitLink, { exchanges, queues, bindings }: Layout): Promise<void> {
    for (const exchange of exchanges) await prepareExchange(link, exchange);
    for (const queue of queues) await prepareQueue(link, queue);
    if (bindings.length > 0) await prepareBindings(link, bindings);
}

/** Whether an exchange or a queue of that name is there. */
export async function exists(link: RabbitLink, kind: 'exchange' | 'queue', name: string): Promise<boolean> {
    try {
        await link.ask<unknown>(channel => (kind === 'queue' ? channel.checkQueue(name) : channel.checkExchange(name)));
        return true;
    } catch (error) {
        const code = refusalCode(error);
        if (code === 404) return false;
        // It is there, and in use by another connection alone.
        if (code === 405) return true;
        throw error;
    }
}

async function prepareExchange(link: RabbitLink, { name, type, arguments: declared }: ExchangeSettings): Promise<void> {
    const declare = (channel: Channel): Promise<unknown> => channel.assertExchange(name, type, { durable: true, arguments: declared });
    await verify(link, `The exchange '${name}'`, { isThere: () => exists(link, 'exchange', name), declare });
}

async function prepareQueue(link: RabbitLink, { name, arguments: declared, policy }: QueueSettings): Promise<void> {
    const whole = { ...declared, ...Object.fromEntries(Object.entries(policy).map(([key, value]) => [`x-${key}`, value])) };
    const what = `The queue '${name}'`;
    if (!await exists(link, 'queue', name)) {
        await verify(link, what, { isThere: () => exists(link, 'queue', name), declare: channel => channel.assertQueue(name, { durable: true, arguments: whole }) });
        return;
    }
    // From generated configuration a queue has its policy beside it, from here in its own arguments.
    let wanted: Readonly<Record<string, unknown>> = declared;
    for (let attempt = 1; ; attempt++) {
        try {
            await link.ask(channel => channel.assertQueue(name, { durable: true, arguments: wanted }));
            return;
        } catch (error) {
            const code = refusalCode(error);
            if (code === 403) return;
            const [, argument = '', found = ''] = /inequivalent arg '([^']+)'.* current is (?:the value '([^']*)')?/.exec(link.describe(error)) ?? [];
            if (code === 406 && attempt === 1 && argument in whole && !(argument in declared)) wanted = whole;
            else if (code === 406 && attempt < 4 && replication.includes(argument) && !(argument in wanted)) wanted = { ...wanted, [argument]: Number(found) };
            else throw otherwise(link, what, error);
        }
    }
}

/** Declares what is missing; where the user may not declare, what is there must do. */
async function verify(link: RabbitLink, what: string, { isThere, declare }: { readonly isThere: () => Promise<boolean>; readonly declare: (channel: Channel) => Promise<unknown> }): Promise<void> {
    try {
        await link.ask(declare);
    } catch (error) {
        if (refusalCode(error) === 403) {
            if (await isThere()) return;
            throw new BrokerError('invalid-topology', `${what} is missing on the server, and this program's user may not make it. Load the generated definitions.`);
        }
        throw otherwise(link, what, error);
    }
}

async function prepareBindings(link: RabbitLink, bindings: readonly BindingSettings[]): Promise<void> {
    try {
        await link.ask(async channel => {
            for (const { source, destination, kind, key } of bindings) {
                if (kind === 'queue') await channel.bindQueue(destination, source, key);
                else await channel.bindExchange(destination, source, key);
            }
        });
    } catch (error) {
        // Who may not bind has what the generated definitions have bound.
        if (refusalCode(error) !== 403) throw otherwise(link, `What is bound to '${bindings[0]!.source}'`, error);
    }
}

function otherwise(link: RabbitLink, what: string, error: unknown): unknown {
    if (refusalCode(error) === undefined) return error;
    return new BrokerError('invalid-topology', `${what} is set up otherwise on the server: ${link.describe(error)}. Load the generated definitions, or delete it there.`);
}
