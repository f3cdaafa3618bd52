import { brokersInUse, type BrokerInUse } from '../../model/brokers/placement.js';
import { serverNames } from '../../model/brokers/promises.js';
import type { FlowModel } from '../../model/flow-model.js';
import { addressVariable } from '../../runtime/brokers/shared/server-address.js';
import type { GeneratedFile } from '../generated-file.js';
import { Module } from './modules.js';
import { propertyKey, quote } from './naming.js';
import type { Generation } from './shapes.js';
import { block } from './writer.js';

/** What an adapter's function is called, by the kind of broker. */
const factories = { kafka: 'createKafkaBroker', rabbitmq: 'createRabbitmqBroker', nats: 'createNatsBroker', redis: 'createRedisBroker', memory: 'createMemoryBroker' } as const;

/** Whether programs need a server, and can run on all that they need. */
export function isConnectable(model: FlowModel, runtimeFiles: ReadonlyMap<string, string>): boolean {
    const servers = brokersInUse(model).filter(({ kind }) => kind !== 'memory');
    return servers.length > 0 && servers.every(({ kind }) => runtimeFiles.has(`brokers/${kind}.ts`));
}

/** `brokers.ts`: connections to the brokers of the specification, for `createApp`. */
export function writeBrokers(generation: Generation): GeneratedFile {
    const module = new Module('brokers.ts', generation.version);
    const brokers = brokersInUse(generation.model);
    const documentation = `${brokers.length > 1 ? 'Connections to the brokers' : 'A connection to the broker'} of the specification; nothing is connected before it is needed. Where ${brokers.length > 1 ? 'they are' : 'it is'}, and as whom to sign in, is in the environment: ${brokers.filter(({ kind }) => kind !== 'memory').map(({ name }) => `\`${addressVariable(name)}\``).join(', ')}.`;
    const [only] = brokers;
    if (brokers.length === 1) module.add(block(`export function connectBroker(): ${module.useType('Broker')}`, [`return ${connection(only!, module)};`]), documentation);
    else module.add(block(`export function connectBrokers(): ${module.imports.type('Brokers', './app.js')}`, [block('return', brokers.map(broker => `${propertyKey(broker.name)}: ${connection(broker, module)},`), ';')]), documentation);
    return module.toFile();
}

/** The type of what a system of several brokers is given, and one for all of them. */
export function addBrokerTypes(module: Module, { model }: Generation): void {
    const type = module.useType('Broker');
    const brokers = brokersInUse(model);
    module.add(block('export interface Brokers', brokers.map(({ name, kind }) => `/** ${kind === 'memory' ? 'The embedded broker.' : `${serverNames[kind]}.`} */\nreadonly ${propertyKey(name)}: ${type};`)), 'A connection to each broker of the specification.');
    module.add(block(`export function onOneBroker(broker: ${type}): Brokers`, [`return { ${brokers.map(({ name }) => `${propertyKey(name)}: broker`).join(', ')} };`]), 'One broker in the place of all, such as the embedded one in a test.');
}

function connection({ name, kind }: BrokerInUse, module: Module): string {
    if (kind === 'memory') return `${module.use(factories.memory)}()`;
    return `${module.imports.value(factories[kind], `${module.place.toRoot}/runtime/brokers/${kind}.js`)}({ name: ${quote(name)} })`;
}
