import { compareText, type BrokerScope } from '../../model/brokers/broker-scope.js';
import { heading, type ConfigurationOptions } from '../brokers/output.js';
import { streamKeys } from '../../model/brokers/redis-keys.js';
import { notesOf } from '../brokers/notes.js';

/** The name of a group that lives for a moment, so that a stream without readers exists as well. */
const temporaryGroup = 'sluice.setup';

/**
 * Commands for `redis-cli < setup.txt`, safe to run again: BUSYGROUP then means that a group is there already.
 * redis-cli knows no comments, so what there is to say is echoed.
 */
export function writeSetup(scope: BrokerScope, options: ConfigurationOptions): string {
    const channels = scope.channels.map(({ channel, subscriptions }) => ({
        name: channel.physicalName.value,
        lines: [
            echo(`${channel.kind} ${channel.context}.${channel.name}`),
            ...notesOf(channel, 'redis').map(note => echo(`  ${note}`)),
            ...streamKeys(channel).flatMap(key => (subscriptions.length === 0
                ? createGroup(key, temporaryGroup, '$').concat(`XGROUP DESTROY ${quote(key)} ${temporaryGroup}`)
                : subscriptions.flatMap(({ name, start }) => createGroup(key, name, start === 'first' ? '0' : '$')))),
        ],
    }));
    const deadLetters = scope.deadLetters.map(({ name, of }) => ({ name, lines: [echo(`dead letters of ${of.join(', ')}`), ...createGroup(name, name, '0')] }));
    const sections = [...channels, ...deadLetters].sort((left, right) => compareText(left.name, right.name));
    const beginning = [heading(options), 'Run the server with "appendonly yes" and "appendfsync always", so that a crash loses nothing that it has confirmed.'].map(echo);
    return `${[beginning, ...sections.map(({ lines }) => lines)].map(lines => lines.join('\n')).join('\n\n')}\n`;
}

function createGroup(key: string, group: string, start: '0' | '$'): string[] {
    return [`XGROUP CREATE ${quote(key)} ${quote(group)} ${start} MKSTREAM`];
}

function echo(text: string): string {
    return `ECHO ${JSON.stringify(text)}`;
}

/** As redis-cli reads arguments: other than plain characters in double quotes with escapes. */
function quote(argument: string): string {
    return /^[A-Za-z0-9.:_-]+$/.test(argument) ? argument : JSON.stringify(argument);
}
