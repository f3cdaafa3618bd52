import type { Aggregate, Handling } from '../../model/flow-model.js';
import { pascalCase } from '../../model/names.js';
import type { GeneratedFile } from '../generated-file.js';
import { addEvolutions } from './evolution-writer.js';
import { decisionLines } from './handling.js';
import { PartModule } from './part-module.js';
import { quote } from './naming.js';
import { revisionOf } from './revisions.js';
import type { Generation } from './shapes.js';
import { arrayLiteral, block, functionText, keptParameters } from './writer.js';

/** An aggregate: how it decides commands, and how events change its state. */
export function writeAggregate(aggregate: Aggregate, generation: Generation): GeneratedFile {
    const writer = new PartModule(aggregate, generation);
    const { module, stateName } = writer;
    writer.addState(stateName, `What \`${aggregate.name}\` decides by. A field that no event has set yet is missing.`, writer.from(aggregate));
    const initial = writer.addInitial(stateName);
    writer.placeHandlers();
    const handlers = addDecisions(aggregate, writer);
    const evolutions = addEvolutions(aggregate, writer, { state: stateName, variable: 'state', called: 'evolve' });
    const entries = [
        ...writer.commonEntries(),
        `key: ${quote(aggregate.key)}`,
        `store: '${aggregate.store.value}'`,
        `revision: ${quote(revisionOf(aggregate, generation))}`,
        initial === 'initial' ? initial : `initial: ${initial}`,
        `handlers: ${handlers}`,
        `evolutions: ${evolutions}`,
    ];
    writer.finish(`${module.use('aggregate')}(${block('', entries.map(entry => `${entry},`)).trimStart()})`, 'AggregateDefinition');
    return module.toFile();
}

/** Adds a function a command, and `decide`, which takes any of them; gives the handlers for the definition. */
function addDecisions(aggregate: Aggregate, writer: PartModule): string {
    if (aggregate.handles.length === 0) return '[]';
    const { module, stateName } = writer;
    const union = `${pascalCase(aggregate.name)}Command`;
    const commands = aggregate.handles.map(handling => ({ name: writer.message(handling.command).id, message: writer.message(handling.command) }));
    writer.addUnion(union, commands, `A command that \`${aggregate.name}\` decides on, for a \`switch\` by its name.`);
    const functions = aggregate.handles.map(handling => addDecision(handling, aggregate, writer));
    const body = [block('switch (command.name)', [
        ...functions.map(({ call }, index) => `case ${quote(commands[index]!.name)}:\n    return ${call};`),
        `default:\n    return ${module.use('assertNever')}(${commands.length === 1 ? 'command.name' : 'command'});`,
    ])];
    const usesCode = functions.some(({ isAsync }) => isAsync);
    const decide = writer.ownName('decide');
    const all = [`command: ${union}`, `state: ${stateName}`, ...(usesCode ? [`context: ${module.useType('HandlerContext')}`, `handlers: ${writer.handlersName}`] : [])];
    const result = usesCode ? `${module.useType('Awaitable')}<${module.useType('Decision')}>` : module.useType('Decision');
    module.add(functionText(decide, all, body, { result }), `What \`${aggregate.name}\` makes known in answer to a command, or why it refuses.${usesCode ? '' : ' Pure: it looks at the state alone.'}`, writer.from(aggregate));
    const given = usesCode ? `(command: ${union}, state: ${stateName}, context) => decide(command, state, context, handlers)`.replace('decide(', `${decide}(`) : decide;
    const addresses = aggregate.handles.map((handling, index) => `${module.use('addressed')}(${writer.definition(commands[index]!.message)}, ${writer.keyOf(commands[index]!.message, handling.key)})`);
    return `${module.use('decidedBy')}(${given}, ${arrayLiteral(addresses, { lines: true })})`;
}

function addDecision(handling: Handling, aggregate: Aggregate, writer: PartModule): { call: string; isAsync: boolean } {
    const { module, stateName } = writer;
    const message = writer.message(handling.command);
    const lines = decisionLines(handling, writer, { type: stateName });
    const alike = aggregate.handles.filter(({ command }) => writer.message(command).name === message.name).length > 1;
    const name = writer.ownName(`decide${alike ? pascalCase(message.context) : ''}${pascalCase(message.name)}`);
    const isAsync = /\bawait\b/.test(lines.join('\n'));
    const parameters = [`command: ${writer.typeOf(message)}`, `state: ${stateName}`, ...(isAsync ? [`context: ${module.useType('HandlerContext')}`, `handlers: ${writer.handlersName}`] : [])];
    const result = module.useType('Decision');
    module.add(functionText(name, parameters, lines, { isAsync, result: isAsync ? `Promise<${result}>` : result }), `Decides ${message.name}.`, message.documentation, writer.from(handling));
    const given = ['command.data', 'state', 'context', 'handlers'].slice(0, keptParameters(parameters, lines.join('\n')).length);
    return { call: `${name}(${given.join(', ')})`, isAsync };
}
