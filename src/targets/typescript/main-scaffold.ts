import { brokersInUse } from '../../model/brokers/placement.js';
import { kebabCase } from '../../model/names.js';
import type { GeneratedFile } from '../generated-file.js';
import { partsWithCode } from './app-module.js';
import { isConnectable } from './brokers-module.js';
import { Module } from './modules.js';
import { quote } from './naming.js';
import type { Generation } from './shapes.js';

/** `main.ts`: starts the program, and is the team's from then on; `toOut` is the path from the folder of the handlers to the output folder. */
export function writeMainScaffold(generation: Generation, { toOut, runtimeFiles }: { toOut: string; runtimeFiles: ReadonlyMap<string, string> }): GeneratedFile {
    const { model } = generation;
    // Imports are gathered as in any module; the header is not that of a generated one.
    const { imports } = new Module('main.ts', generation.version);
    const use = (name: string) => imports.value(name, `${toOut}/runtime/index.js`);
    const names = brokersInUse(model).map(({ name }) => name);
    const isHybrid = names.length > 1;
    const connect = (name: string) => `${imports.value(name, `${toOut}/brokers.js`)}()`;
    const connectable = isConnectable(model, runtimeFiles);
    const [brokers, closing] = isHybrid
        ? [`const brokers = ${connectable ? connect('connectBrokers') : `${imports.value('onOneBroker', `${toOut}/app.js`)}(${use('createMemoryBroker')}())`};`, `Promise.all([${names.map(name => `brokers.${name}.close()`).join(', ')}])`]
        : [`const broker = ${connectable ? connect('connectBroker') : `${use('createMemoryBroker')}()`};`, 'broker.close()'];
    const handlers = partsWithCode(generation).size > 0 ? imports.value('handlers', `${toOut}/handlers.js`) : 'handlers: {}';
    const lines = [
        `const logger = ${use('jsonLogger')}({ fields: { service: ${quote(kebabCase(model.systems[0]?.name ?? 'messages'))} } });`,
        brokers,
        '// What the program knows is kept in memory, and gone with it: give it a store that lasts, such as createPostgresStore.',
        `const app = ${imports.value('createApp', `${toOut}/app.js`)}({ ${isHybrid ? 'brokers' : 'broker'}, ${handlers}, logger });`,
        '// Answers /live, /ready and /lag on the loopback interface. A cluster asks from outside: give it a host, such as 0.0.0.0.',
        `const probes = await ${use('serveHealth')}(app.health, { port: 8080 });`,
        `${use('stopOnSignals')}(app, {`,
        '    timeout: 20_000,',
        `    report: ({ unfinished }) => unfinished.forEach(message => logger.warn({ ...message }, 'A message was left in hand.')),`,
        '    close: async () => {',
        '        await probes.close();',
        `        await ${closing};`,
        '    },',
        '});',
        'await app.start();',
        `logger.info({ port: probes.port }, 'The program has started.');`,
    ];
    return { path: 'main.ts', text: `// Yours: written once, never changed by Sluice again.\n${imports.toString()}${lines.join('\n')}\n`, scaffold: true };
}
