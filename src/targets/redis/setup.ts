import { compareText, type BrokerScope } from '../../model/brokers/broker-scope.js';
import { heading, type ConfigurationOptions } from '../brokers/output.js';
import { notesOf } from '../brokers/notes.js';
import { deadLetterStream, streamsOfChannel, type RedisStream } from './streams.js';

/** The name of a group that lives for a moment, so that a stream without readers exists as well. */
export const temporaryGroup = 'sluice.setup';

/**
 * Commands for `redis-cli < setup.txt`, safe to run again: BUSYGROUP then means that a group is there already.
 * redis-cli knows no comments, so what there is to say is echoed.
 */
export function writeSetup(scope: BrokerScope, options: ConfigurationOptions): string {
    const channels = scope.channels.map(scoped => ({
        name: scoped.channel.physicalName.value,
        lines: [
            echo(`${scoped.channel.kind} ${scoped.channel.context}.${scoped.channel.name}`),
            ...notesOf(scoped.channel, 'redis').map(note => echo(`  ${note}`)),
            ...streamsOfChannel(scoped).flatMap(setUp),
        ],
    }));
    const deadLetters = scope.deadLetters.map(({ name, of }) => ({ name, lines: [echo(`dead letters of ${of.join(', ')}`), ...setUp(deadLetterStream(name))] }));
    const sections = [...channels, ...deadLetters].sort((left, right) => compareText(left.name, right.name));
    const beginning = [heading(options), 'Run the server with "appendonly yes" and "appendfsync always", so that a crash loses nothing that it has confirmed.'].map(echo);
    return `${[beginning, ...sections.map(({ lines }) => lines)].map(lines => lines.join('\n')).join('\n\n')}\n`;
}

function setUp({ key, groups }: RedisStream): string[] {
    const create = (group: string, start: string) => `XGROUP CREATE ${quote(key)} ${quote(group)} ${start} MKSTREAM`;
    if (groups.length === 0) return [create(temporaryGroup, '$'), `XGROUP DESTROY ${quote(key)} ${temporaryGroup}`];
    return groups.map(({ name, start }) => create(name, start));
}

function echo(text: string): string {
    return `ECHO ${JSON.stringify(text)}`;
}

/** As redis-cli reads arguments: other than plain characters in double quotes with escapes. */
function quote(argument: string): string {
    return /^[A-Za-z0-9.:_-]+$/.test(argument) ? argument : JSON.stringify(argument);
}
