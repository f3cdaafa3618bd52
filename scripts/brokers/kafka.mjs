import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkContract } from './contract.mjs';
import { startKafka } from './kafka-server.mjs';
import { run } from './processes.mjs';
import { eventually, expectSame } from './report.mjs';

/**
 * Runs each system's `create-topics.sh` with Kafka's own tool, and compares the topics that Kafka has then with `topics.json`; then tries every
 * behaviour of brokers. Gives what became of those.
 */
export async function check({ systems, folder, section }) {
    const kafka = await startKafka(folder);
    const { address, ask } = kafka;
    const names = await ask('settings');
    for (const { name, files } of systems) {
        const script = join(folder, 'create-topics.sh');
        writeFileSync(script, files['create-topics.sh']);
        const { topics, producer, consumerGroups } = JSON.parse(files['topics.json']);
        const expected = Object.fromEntries(topics.map(topic => [topic.name, { partitions: topic.partitions, replicationFactor: topic.replicationFactor, config: topic.config }]));
        await section.check(`${name}: create-topics.sh makes the topics of topics.json, and nothing else`, async () => {
            await create(script, { address, folder, ask });
            // A topic is known to all of Kafka a moment after it was made; where one stays away, the comparison says which.
            await eventually('All topics', async () => (Object.keys(await ask('describe')).length >= topics.length ? true : undefined), { seconds: 10 }).catch(() => undefined);
            expectSame(sortKeys(await ask('describe')), sortKeys(expected), 'topics');
        });
        await section.check(`${name}: create-topics.sh can be run again`, async () => {
            await create(script, { address, folder, ask });
            // A topic is known to all of Kafka a moment after it was made; where one stays away, the comparison says which.
            await eventually('All topics', async () => (Object.keys(await ask('describe')).length >= topics.length ? true : undefined), { seconds: 10 }).catch(() => undefined);
            expectSame(sortKeys(await ask('describe')), sortKeys(expected), 'topics');
        });
        await section.check(`${name}: producers and consumers know their settings`, () => {
            const unknown = (settings, known) => Object.keys(settings).filter(key => !known.includes(key));
            expectSame(unknown(producer, names.producer), [], 'settings of producers');
            expectSame(consumerGroups.flatMap(({ config }) => unknown(config, names.consumer)), [], 'settings of consumers');
        });
        await ask('delete');
        await eventually('The end of the topics', async () => (Object.keys(await ask('describe')).length === 0 ? true : undefined));
    }
    return checkContract('kafka', { server: kafka, folder, section });
}

/**
 * The script calls a stand-in that notes the arguments; then Kafka's tool is given all of them in one Java machine.
 */
async function create(script, { address, folder, ask }) {
    const calls = join(folder, 'calls.txt');
    const standIn = join(folder, 'kafka-topics');
    writeFileSync(calls, '');
    writeFileSync(standIn, `#!/bin/sh\nprintf '%s\\n' "$@" '' >> '${calls}'\n`, { mode: 0o755 });
    run('/bin/sh', [script, address], { env: { ...process.env, KAFKA_TOPICS: standIn } });
    await ask('run', { calls: readFileSync(calls, 'utf8').split('\n\n').filter(call => call !== '').map(call => call.split('\n')) });
}

function sortKeys(value) {
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)).map(([key, inner]) => [key, sortKeys(inner)]));
}
