import { join } from 'node:path';
import { Unavailable } from '../debian.mjs';
import { runTests } from './contract.mjs';
import { endAll } from './processes.mjs';
import { makeCertificates, startSecuredKafka, startSecuredNats, startSecuredRedis } from './secured.mjs';
import { startServers } from './starters.mjs';

/**
 * Runs the examples' programs on the servers that programs can run on, each system on one of them after the other and on several at once, and the
 * scenarios of the shop there; then one with just its own rights, over encrypted connections.
 */
export async function check({ folder, section, systemsOf }) {
    await checkPrograms({ folder, section });
    await endAll();
    await checkRights({ folder, section, systemsOf });
}

async function checkPrograms({ folder, section }) {
    const { started, close } = await startServers({ folder, purpose: 'programs' });
    try {
        await runTests(['test/brokers/programs.contract.ts', 'test/brokers/scenarios.contract.ts'], { env: { SLUICE_STARTED_SERVERS: JSON.stringify(started) }, folder, section });
    } finally {
        close();
    }
}

/** The telemetry example is on NATS and on Redis, and then on Kafka alone, where that is there. */
async function checkRights({ folder, section, systemsOf }) {
    const certificates = makeCertificates(join(folder, 'certificates'));
    const filesOf = async kind => (await systemsOf(kind)).find(({ name }) => name === 'telemetry').files;
    const secured = {
        ca: certificates.ca,
        nats: await startSecuredNats(join(folder, 'secured-nats'), { files: await filesOf('nats'), certificates }),
        redis: await startSecuredRedis(join(folder, 'secured-redis'), { files: await filesOf('redis'), certificates }),
    };
    try {
        secured.kafka = await startSecuredKafka(join(folder, 'secured-kafka'), { files: await systemsOf.allOn('kafka', 'telemetry'), certificates });
    } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        console.log(`   programs: without Kafka's users: ${error.message}`);
    }
    await runTests(['test/brokers/rights.contract.ts', ...(secured.kafka ? ['test/brokers/kafka-rights.contract.ts'] : [])], { env: { SLUICE_SECURED_SERVERS: JSON.stringify(secured) }, folder: join(folder, 'rights'), section });
}
