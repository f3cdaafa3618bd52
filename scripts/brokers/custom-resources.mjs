import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { ensureInstalled, Unavailable } from '../debian.mjs';
import { fetchModule } from './go.mjs';
import { fetchArtifacts } from './maven.mjs';
import { run } from './processes.mjs';

/** Who publishes the definitions of custom resources, by the kind of broker: each puts its files into a folder. */
const publishers = {
    kafka: { name: 'strimzi', version: '0.45.0', publish: generateStrimzi },
    rabbitmq: { name: 'messaging-topology-operator', version: 'v1.15.0', publish: module('github.com/rabbitmq/messaging-topology-operator', 'config/crd/bases') },
    nats: { name: 'nack', version: 'v0.22.4', publish: module('github.com/nats-io/nack', 'deploy/crds.yml') },
};

/**
 * The published definitions of the custom resources of a kind of broker, kept in `.cache`; throws `Unavailable` where they
 * cannot be had on this machine.
 */
export function fetchDefinitions(kind) {
    const { name, version, publish } = publishers[kind];
    const folder = fileURLToPath(new URL(`../../.cache/custom-resources/${name}-${version}`, import.meta.url));
    if (!existsSync(folder)) {
        const partial = `${folder}.${process.pid}`;
        mkdirSync(partial, { recursive: true });
        try {
            publish(version, partial);
            renameSync(partial, folder);
        } finally {
            rmSync(partial, { recursive: true, force: true });
        }
    }
    return readdirSync(folder).sort().flatMap(file => parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map(document => document.toJS()))
        .filter(definition => definition?.kind === 'CustomResourceDefinition');
}

/** Takes files out of a Go module. */
function module(path, wanted) {
    return (version, folder) => {
        const cache = join(folder, 'modules');
        const source = join(available(path, () => fetchModule(path, version, cache)), wanted);
        if (wanted.endsWith('.yml')) cpSync(source, join(folder, 'definitions.yml'));
        else cpSync(source, folder, { recursive: true });
        rmSync(cache, { recursive: true, force: true });
    };
}

/** Strimzi publishes classes, and the program that makes definitions of them. */
function generateStrimzi(version, folder) {
    ensureInstalled('java', 'openjdk-17-jre-headless');
    const libraries = join(folder, 'libraries');
    mkdirSync(libraries);
    available('Strimzi', () => fetchArtifacts([['io.strimzi', 'crd-generator', version], ['io.strimzi', 'api', version]], libraries));
    run('java', [
        '-cp', join(libraries, '*'), 'io.strimzi.crdgenerator.CrdGenerator', '--yaml', '--target-kube', '1.25+', '--crd-api-version', 'v1',
        `io.strimzi.api.kafka.model.topic.KafkaTopic=${join(folder, 'topic.yaml')}`, `io.strimzi.api.kafka.model.user.KafkaUser=${join(folder, 'user.yaml')}`,
    ], { timeout: 60_000 });
    rmSync(libraries, { recursive: true });
}

function available(what, fetch) {
    try {
        return fetch();
    } catch (error) {
        if (error instanceof Unavailable) throw error;
        throw new Unavailable(`The definitions of ${what} could not be fetched. ${error.message}`);
    }
}
