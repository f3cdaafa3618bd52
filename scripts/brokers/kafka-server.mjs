import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, Unavailable } from '../debian.mjs';
import { fetchArtifacts } from './maven.mjs';
import { freePorts, run, start } from './processes.mjs';
import { eventually } from './report.mjs';

const version = '4.1.1';
const artifacts = [
    ...['kafka_2.13', 'kafka-tools'].map(name => ['org.apache.kafka', name, version]),
    // Kafka 4 leaves it to others to choose where its log goes.
    ...['log4j-api', 'log4j-core', 'log4j-slf4j-impl', 'log4j-1.2-api'].map(name => ['org.apache.logging.log4j', name, '2.24.3']),
];
const small = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/**
 * Starts a Kafka of its own in `folder`, a single node that is its own controller; with certificates also on a port where users sign in over an
 * encrypted connection. Whoever comes to the other port is nobody, and may do everything.
 */
export async function startKafka(folder, { certificates } = {}) {
    const libraries = await fetchLibraries();
    mkdirSync(folder, { recursive: true });
    const [port, controller, secured] = await freePorts(3);
    const properties = join(folder, 'server.properties');
    const logging = join(folder, 'log4j2.properties');
    writeFileSync(properties, [
        'process.roles=broker,controller', 'node.id=1', `controller.quorum.voters=1@127.0.0.1:${controller}`,
        `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}${certificates ? `,SECURED://127.0.0.1:${secured}` : ''}`,
        `advertised.listeners=PLAINTEXT://127.0.0.1:${port}${certificates ? `,SECURED://localhost:${secured}` : ''}`,
        'controller.listener.names=CONTROLLER', 'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL',
        'authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer', 'super.users=User:ANONYMOUS',
        ...(certificates ? securitySettings(certificates, folder) : []),
        `log.dirs=${join(folder, 'data')}`, 'auto.create.topics.enable=false', 'group.initial.rebalance.delay.ms=0',
        // A server that was killed is let in again when its lease of before is over.
        'broker.session.timeout.ms=4000', 'broker.heartbeat.interval.ms=500',
        // Tests make and delete many small topics: each costs as little as can be, and is gone before the server is started again.
        'log.segment.delete.delay.ms=100', 'log.index.size.max.bytes=262144',
        'offsets.topic.replication.factor=1', 'offsets.topic.num.partitions=4', 'share.coordinator.state.topic.replication.factor=1',
        'share.coordinator.state.topic.min.isr=1', 'transaction.state.log.replication.factor=1', 'transaction.state.log.min.isr=1', '',
    ].join('\n'));
    writeFileSync(logging, [
        'rootLogger.level=warn', 'rootLogger.appenderRefs=console', 'rootLogger.appenderRef.console.ref=console',
        'appender.console.type=Console', 'appender.console.name=console', 'appender.console.layout.type=PatternLayout', 'appender.console.layout.pattern=%p %c: %m%n',
        'logger.server.name=kafka.server.KafkaRaftServer', 'logger.server.level=info', '',
    ].join('\n'));
    const java = (...arguments_) => [...small, `-Dlog4j2.configurationFile=${logging}`, '-cp', join(libraries, '*'), ...arguments_];
    run('java', java('kafka.tools.StorageTool', 'format', '-t', 'MkU3OEVBNTcwNTJENDM2Qk', '-c', properties, '--ignore-formatted'));
    const launch = () => start('java', ['-Xms256m', '-Xmx512m', ...java('kafka.Kafka', properties)], { log: join(folder, 'kafka.log'), cwd: folder });
    let server = launch();
    const address = `127.0.0.1:${port}`;
    const ask = startTool(java(fileURLToPath(new URL('KafkaTopics.java', import.meta.url)), address), folder);
    const ready = () => Promise.race([ask('wait'), eventually('Kafka', () => server.assertAlive(), { seconds: 90 })]);
    await ready();
    return {
        port,
        secured,
        address,
        ask,
        async restart() {
            await server.kill();
            server = launch();
            await ready();
        },
    };
}

/** Kafka wants the key and its certificate in one file. */
function securitySettings({ certificate, key }, folder) {
    const store = join(folder, 'server.pem');
    writeFileSync(store, `${readFileSync(key, 'utf8')}${readFileSync(certificate, 'utf8')}`);
    return [
        'ssl.keystore.type=PEM', `ssl.keystore.location=${store}`, 'sasl.enabled.mechanisms=SCRAM-SHA-512',
        'listener.name.secured.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;',
    ];
}

/** Starts the program that speaks with Kafka; the function that is given back asks it. */
function startTool(arguments_, folder) {
    const tool = start('java', arguments_, { log: join(folder, 'tool.log'), talk: 'lines' });
    const answers = createInterface({ input: tool.child.stdout })[Symbol.asyncIterator]();
    tool.child.stdin.on('error', () => {});
    return async (what, more = {}) => {
        tool.child.stdin.write(`${JSON.stringify({ ask: what, ...more })}\n`);
        const { value, done } = await answers.next();
        if (done) {
            tool.assertAlive();
            throw new Error('The program that speaks with Kafka has ended.');
        }
        const { answer, error } = JSON.parse(value);
        if (error !== undefined) throw new Error(error);
        return answer;
    };
}

/** Kafka and its tools from Maven's repository, kept in `.cache`. */
async function fetchLibraries() {
    ensureInstalled('javac', 'openjdk-17-jdk-headless');
    const cache = fileURLToPath(new URL(`../../.cache/kafka-${version}`, import.meta.url));
    if (existsSync(cache)) return cache;
    const partial = `${cache}.${process.pid}`;
    mkdirSync(partial, { recursive: true });
    try {
        fetchArtifacts(artifacts, partial);
    } catch (error) {
        rmSync(partial, { recursive: true, force: true });
        throw new Unavailable(`Kafka could not be fetched with Maven. ${error.message}`);
    }
    renameSync(partial, cache);
    return cache;
}
