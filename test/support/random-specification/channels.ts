import type { Choices } from './choices.js';
import type { ContextDescription, MessageDescription, SystemDescription } from './description.js';

/** Gives some messages of a context a channel of their own; what a broker may not offer is asked of the embedded one alone. */
export function addChannels(choices: Choices, context: ContextDescription, { brokers }: SystemDescription): void {
    for (const kind of ['topic', 'queue'] as const) {
        const messages = context.messages.filter(message => message.kind === (kind === 'topic' ? 'event' : 'command'));
        if (context.external || !choices.chance(80)) continue;
        const name = `${context.noun}${kind === 'topic' ? 'Facts' : 'Work'}`;
        const broker = choices.chance(60) ? brokers[choices.between(0, Math.max(0, brokers.length - 1))] : undefined;
        const embedded = ((broker ?? brokers[0])?.kind ?? 'memory') === 'memory';
        const carries = choices.some(messages, 1, messages.length);
        const fields = commonFields(carries);
        context.channels.push({
            kind, name, broker, carries,
            clauses: choices.some([
                `order by ${choices.pick(['key', 'none', context.keyName])}`, `partitions ${choices.between(1, 24)}`, `retry ${choices.between(1, 9)} times${choices.chance(60) ? '¦, backoff 500ms to 2\0minutes' : ''}`,
                `dead letter ${name}Failed`, ...(kind === 'topic' ? [`retain ${choices.pick(['30\0days', '2w', ...(embedded ? ['10\0MB', 'forever', 'forever'] : [])])}`] : []),
                ...(embedded ? [
                    `name "${name.toLowerCase()}"`, 'ttl 1.5\0days', 'delay 250ms', `limit ${choices.pick(['1000 messages', ...(kind === 'queue' ? ['10GiB'] : [])])}`, 'rate 20 per 1\0second', 'deduplicate 5m',
                    ...(kind === 'topic' ? [`route by ${fields.join('¦, ')}`, 'compact', `deliver ${choices.pick(['at-least-once', 'at-most-once', 'exactly-once'])}`] : ['priority 0¦..¦9']),
                ] : []),
            ], 0, choices.pick([3, 14])),
        });
    }
}

/** Names of fields that all of `messages` have: at least their key. */
function commonFields([first, ...others]: MessageDescription[]): string[] {
    return first!.fields.map(({ name }) => name).filter(name => others.every(({ fields }) => fields.some(field => field.name === name))).slice(0, 3);
}
