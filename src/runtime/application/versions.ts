import { RejectedMessage } from '../broker.js';
import type { MessageDefinition } from './messages.js';

type Versioned = Pick<MessageDefinition<object>, 'name' | 'type' | 'reads'>;

/** The message of which an envelope's type is a version that cannot be read; undefined where it can be, and of other messages. */
export function unreadableIn<Message extends Versioned>(messages: readonly Message[], type: string): Message | undefined {
    const versions = messages.filter(message => versionOf(message, type) !== undefined);
    return versions.some(({ reads }) => reads.includes(type)) ? undefined : versions[0];
}

/** Says that there is no way from a version to the one that this program reads. */
export function unreadable(type: string, message: Versioned): RejectedMessage {
    const isOlder = (versionOf(message, type) ?? 0) < (versionOf(message, message.type) ?? 0);
    return new RejectedMessage(isOlder
        ? `'${type}' is of an older version, and no upcast makes it the latest: see the rule 'schema/missing-upcast'.`
        : `'${type}' is of a later version than this program reads.`);
}

/** `Ordering.OrderPlaced.v2` is version 2 of `Ordering.OrderPlaced`. */
function versionOf({ name }: Versioned, type: string): number | undefined {
    const number = type.startsWith(`${name}.v`) ? type.slice(name.length + 2) : '';
    return /^\d+$/.test(number) ? Number(number) : undefined;
}
