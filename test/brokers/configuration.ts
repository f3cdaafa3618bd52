import type { FlowModel } from '../../src/model/flow-model.js';
import type { GeneratedFile } from '../../src/targets/generated-file.js';
import { generateCompose } from '../../src/targets/compose/compose.js';
import { generateKafka } from '../../src/targets/kafka/kafka.js';
import { generateNats } from '../../src/targets/nats/nats.js';
import { generateRabbitmq } from '../../src/targets/rabbitmq/rabbitmq.js';
import { generateRedis } from '../../src/targets/redis/redis.js';
import { modelOf } from '../support/model-of.js';

const generators: Record<string, (model: FlowModel) => GeneratedFile[]> = {
    kafka: generateKafka,
    nats: generateNats,
    rabbitmq: generateRabbitmq,
    redis: generateRedis,
};

/** A kind of broker's configuration, with what its service is started with, for a system given as texts; throws where a text has errors. */
export async function configurationOf(kind: string, texts: string[]): Promise<GeneratedFile[]> {
    const model = await modelOf(...texts);
    return [...generators[kind]!(model), ...generateCompose(model).filter(({ path }) => path.startsWith(`config/${kind}/`))];
}
