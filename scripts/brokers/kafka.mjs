import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { Unavailable } from '../debian.mjs';
import { checkContract } from './contract.mjs';
import { startKafka } from './kafka-server.mjs';
import { run } from './processes.mjs';
import { eventually, expectSame } from './report.mjs';
import { openTerraform } from './terraform.mjs';

/**
 * Runs each system's `create-topics.sh` and `create-acls.sh` with Kafka's own tools, and `topics.tf.json` with the provider that Terraform
 * would load, and compares the topics and rights that Kafka has then; then tries every behaviour of brokers. Gives what became of those.
 */
export async function check({ systems, folder, section }) {
    const kafka = await startKafka(folder);
    const { address, ask } = kafka;
    const names = await ask('settings');
    const terraform = whereAvailable(() => openTerraform(folder), section);
    for (const { name, files } of systems) {
        const { topics, producer, consumerGroups } = JSON.parse(files['topics.json']);
        const expected = Object.fromEntries(topics.map(topic => [topic.name, { partitions: topic.partitions, replicationFactor: topic.replicationFactor, config: topic.config }]));
        const rights = rightsIn(files['strimzi.yaml']);
        const empty = async () => {
            await ask('delete');
            await eventually('The end of the topics', async () => (Object.keys(await ask('describe')).length === 0 ? true : undefined));
        };
        if (terraform) {
            await section.check(`${name}: topics.tf.json makes the topics of topics.json and the rights that strimzi.yaml has, and nothing else`, async () => {
                terraform(files['topics.tf.json'], address);
                expectSame(sortKeys(await ask('describe')), sortKeys(expected), 'topics');
                expectSame(await ask('acls'), rights, 'rights');
            });
            await empty();
        }
        await section.check(`${name}: create-topics.sh makes the topics of topics.json, and nothing else`, async () => {
            await runScript(files['create-topics.sh'], { tool: 'TopicCommand', address, folder, ask });
            // A topic is known to all of Kafka a moment after it was made; where one stays away, the comparison says which.
            await eventually('All topics', async () => (Object.keys(await ask('describe')).length >= topics.length ? true : undefined), { seconds: 10 }).catch(() => undefined);
            expectSame(sortKeys(await ask('describe')), sortKeys(expected), 'topics');
        });
        await section.check(`${name}: create-topics.sh can be run again`, async () => {
            await runScript(files['create-topics.sh'], { tool: 'TopicCommand', address, folder, ask });
            // A topic is known to all of Kafka a moment after it was made; where one stays away, the comparison says which.
            await eventually('All topics', async () => (Object.keys(await ask('describe')).length >= topics.length ? true : undefined), { seconds: 10 }).catch(() => undefined);
            expectSame(sortKeys(await ask('describe')), sortKeys(expected), 'topics');
        });
        await section.check(`${name}: create-acls.sh gives the rights that strimzi.yaml has, and no others`, async () => {
            await runScript(files['create-acls.sh'], { tool: 'AclCommand', address, folder, ask });
            expectSame(await ask('acls'), rights, 'rights');
        });
        await section.check(`${name}: producers and consumers know their settings`, () => {
            const unknown = (settings, known) => Object.keys(settings).filter(key => !known.includes(key));
            expectSame(unknown(producer, names.producer), [], 'settings of producers');
            expectSame(consumerGroups.flatMap(({ config }) => unknown(config, names.consumer)), [], 'settings of consumers');
        });
        await empty();
    }
    // Topics and groups cost it more than others: with more at a time each takes longer than its behaviour allows.
    return checkContract('kafka', { server: kafka, folder, section, concurrency: 6 });
}

/**
 * Runs a script that calls one of Kafka's tools: it calls a stand-in that notes the arguments; then the tool is given all of them in one Java machine.
 */
export async function runScript(text, { tool, address, folder, ask }) {
    const [script, calls, standIn] = ['script.sh', 'calls.txt', 'stand-in'].map(name => join(folder, name));
    writeFileSync(script, text);
    writeFileSync(calls, '');
    writeFileSync(standIn, `#!/bin/sh\nprintf '%s\\n' "$@" '' >> '${calls}'\n`, { mode: 0o755 });
    run('/bin/sh', [script, address], { env: { ...process.env, KAFKA_TOPICS: standIn, KAFKA_ACLS: standIn } });
    await ask('run', { tool, calls: readFileSync(calls, 'utf8').split('\n\n').filter(call => call !== '').map(call => call.split('\n')) });
}

/** What users may do by their resources for Strimzi, as Kafka's own tool says it. */
function rightsIn(text) {
    const users = parseAllDocuments(text).map(document => document.toJS()).filter(resource => resource?.kind === 'KafkaUser');
    return users.flatMap(({ metadata, spec: { authorization: { acls } } }) => acls.flatMap(({ resource, operations }) => operations
        .map(operation => `ALLOW User:${metadata.name} ${constant(operation)} ${constant(resource.type)} ${resource.name} ${resource.patternType === 'prefix' ? 'PREFIXED' : 'LITERAL'}`))).sort();
}

/** What `open` gives; undefined where it is not available on this machine, which is told. */
function whereAvailable(open, section) {
    try {
        return open();
    } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        section.skip(error.message);
        return undefined;
    }
}

/** `DescribeConfigs` as Java writes it. */
function constant(name) {
    return name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();
}

function sortKeys(value) {
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)).map(([key, inner]) => [key, sortKeys(inner)]));
}
