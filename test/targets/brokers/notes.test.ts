import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { promisesOf } from '../../../src/model/brokers/made-promises.js';
import { brokerPromises, serverKinds } from '../../../src/model/brokers/promises.js';
import { notesOf } from '../../../src/targets/brokers/notes.js';
import { modelOf } from '../../support/model-of.js';

const everyClause = readFileSync(new URL('../../brokers/every-clause.sluice', import.meta.url), 'utf8');

it.each(serverKinds)('tells in the configuration of %s of every promise that it does not keep itself', async kind => {
    const { channels } = await modelOf(everyClause.replace('KIND', kind));
    const told = channels.map(channel => notesOf(channel, kind).map(note => note.slice(0, note.indexOf(':'))));
    const expected = channels.map(channel => promisesOf(channel).filter(({ promise }) => brokerPromises[promise][kind].kept !== 'native' || brokerPromises[promise][kind].caution).map(({ clause }) => clause));
    expect(told).toEqual(expected);
    expect(told.flat().length).toBeGreaterThan(20);
    expect(channels.flatMap(channel => notesOf(channel, kind)).join('\n')).not.toMatch(/\bNAME\b/);
});

it('names what is nobody\'s', async () => {
    const { channels } = await modelOf(everyClause.replace('KIND', 'rabbitmq'));
    const labels = channels.find(({ name }) => name === 'Labels')!;
    expect(notesOf(labels, 'rabbitmq')).toContain('compact: not kept, neither queues nor streams know of keys, so that every message stays');
    expect(notesOf(labels, 'redis')).toContain('compact: publishers delete the message before of the same key, whose place the hash plant.labels:latest has');
});
