import type { Part } from '../../model/flow-model.js';
import type { GeneratedFile } from '../generated-file.js';
import { ownParts } from '../../model/topology.js';
import { brokersInUse } from '../../model/brokers/placement.js';
import { byContext, knowledgeSections, partModule, section, type Entry } from './app-sections.js';
import { addBrokerTypes } from './brokers-module.js';
import { CodeSpots } from './code-spots.js';
import { definitionOf } from './definitions-module.js';
import { parametersName, resultName } from './messages-module.js';
import { Module } from './modules.js';
import { camelName, definitionName, documentationComment, identifier, propertyKey, quote } from './naming.js';
import { handlersName, partFunction } from './part-module.js';
import { messageType, shapesOf, type Generation } from './shapes.js';
import { latestOf, writeFeeds } from './topology-module.js';
import { arrayLiteral, block, indent } from './writer.js';

/** Parts for which code is supplied, by context. */
export function partsWithCode({ model, types }: Pick<Generation, 'model' | 'types'>): Map<string, Part[]> {
    const result = new Map<string, Part[]>();
    for (const part of ownParts(model)) {
        if (new CodeSpots(part, model.queries, types).all.length === 0) continue;
        result.set(part.context, [...(result.get(part.context) ?? []), part]);
    }
    return result;
}

/** `app.ts`: the parts put together on a broker, with typed publishers, senders, questions and read models. */
export function writeApp(generation: Generation): GeneratedFile {
    const { model } = generation;
    const module = new Module('app.ts', generation.version);
    const coded = partsWithCode(generation);
    module.imports.value('topology', './topology.js');
    module.add(coded.size === 0 ? 'export type Handlers = Record<string, never>;' : block('export interface Handlers', [...coded].map(([context, parts]) =>
        `${block(`readonly ${propertyKey(camelName(context))}:`, parts.map(part => `readonly ${propertyKey(camelName(part.name))}: ${partModule(part, module)}.${handlersName(part)};`))};`)), 'What code supplies to the parts of each context.');

    const sections = [
        section('publish', 'Publishes an event from outside the parts: of another system, or in a test.', byContext(generation, context => latestOf('event', context, generation).map(message => emitter(message, module)))),
        section('send', 'Sends a command; resolves when the broker has it.', byContext(generation, context => latestOf('command', context, generation).map(message => emitter(message, module)))),
        section('ask', 'Asks a query and resolves with its answer.', byContext(generation, context => model.queries.filter(query => query.context === context).map(query => {
            const shapes = shapesOf(context, module.place);
            const result = `Promise<${shapes}.${resultName(query)}>`;
            const name = identifier(camelName(query.name));
            return { type: `${documentationComment(query.documentation)}${propertyKey(name)}(parameters: ${shapes}.${parametersName(query)}): ${result};`, value: `${propertyKey(name)}: parameters => application.ask(${quote(query.id)}, parameters) as ${result},` };
        }))),
        ...knowledgeSections(generation, module),
    ];
    const given = module.useType('ApplicationOptions');
    const isHybrid = brokersInUse(model).length > 1;
    if (isHybrid) addBrokerTypes(module, generation);
    const options = isHybrid ? `Omit<${given}, 'broker'> & { readonly brokers: Brokers; readonly handlers: Handlers }` : `${given} & { readonly handlers: Handlers }`;
    // Of several brokers one is made that knows what is where.
    const running = isHybrid ? `{ ...options, broker: ${module.use('joinBrokers')}(options.brokers, ${module.imports.value('placement', './topology.js')}) }` : 'options';
    module.add(block('export interface App', [
        '/** Makes the channels exist and begins to take messages. */\nstart(): Promise<void>;',
        `/** Takes no more messages and resolves when those in hand are settled, or when the timeout is over, with what was left then. */\nstop(options?: ${module.useType('StopOptions')}): Promise<${module.useType('StopReport')}>;`,
        `/** What an orchestrator asks: whether it lives, whether it is ready, how far it is behind. */\nreadonly health: ${module.useType('Health')};`,
        ...sections.map(({ type }) => type),
        `/** What runs it, for process instances and whatever is not named above. */\nreadonly application: ${module.use('Application')};`,
    ]), 'The running system.');
    const { subscriptions, queues } = writeFeeds(generation);
    const parts = ownParts(model).map(part => {
        const given = coded.get(part.context)?.includes(part) ? `handlers.${propertyKey(camelName(part.context))}.${propertyKey(camelName(part.name))}` : '';
        return `${partModule(part, module, { value: true })}.${partFunction(part)}(${given})`;
    });
    const definition = module.useType('ApplicationDefinition');
    module.add(block(`export function defineApplication(${coded.size > 0 ? 'handlers' : '_handlers'}: Handlers): ${definition}`, [
        `return {\n${indent(['topology,', `parts: ${arrayLiteral(parts)},`, `subscriptions: ${subscriptions},`, `queues: ${queues},`].join('\n'))}\n};`,
    ]), 'The parts with what code supplies to them, the channels between them, and who reads what; for whoever runs it in a way of their own, such as a test.');
    const body = [
        `const application = new Application(defineApplication(options.handlers), ${running});`,
        `return {\n${indent(['start: () => application.start(),', 'stop: options => application.stop(options),', 'health: application.health,', ...sections.map(({ value }) => value), 'application,'].join('\n'))}\n};`,
    ];
    module.add(block(`export function createApp(options: ${options}): App`, body), 'Puts the system together; nothing happens before `start`.');
    return module.toFile();
}

function emitter(message: Parameters<typeof messageType>[0], module: Module): Entry {
    const name = definitionName(message);
    return {
        type: `${documentationComment(message.documentation)}${propertyKey(name)}(data: ${messageType(message, module.place)}, options?: ${module.useType('EmitOptions')}): Promise<${module.useType('Envelope')}>;`,
        value: `${propertyKey(name)}: (data, options) => application.emit(${definitionOf(message, module)}, data, options),`,
    };
}
