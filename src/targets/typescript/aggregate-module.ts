import type { Aggregate } from '../../model/flow-model.js';
import type { GeneratedFile } from '../generated-file.js';
import { writeHandling } from './handling.js';
import { PartModule } from './part-module.js';
import { quote } from './naming.js';
import type { Generation } from './shapes.js';
import { arrayLiteral, block } from './writer.js';

/** An aggregate: how it decides commands, and how events change its state. */
export function writeAggregate(aggregate: Aggregate, generation: Generation): GeneratedFile {
    const writer = new PartModule(aggregate, generation);
    const { module, stateName } = writer;
    writer.addState(stateName, `What \`${aggregate.name}\` decides by. A field that no event has set yet is missing.`);
    const handlers = aggregate.handles.map(handling => {
        const message = writer.message(handling.command);
        const decide = writeHandling(handling, writer, { type: stateName });
        return `${module.use('decides')}(${writer.definition(message)}, ${writer.keyOf(message, handling.key)}, ${decide})`;
    });
    const entries = [
        ...writer.commonEntries(),
        `key: ${quote(aggregate.key)}`,
        `store: '${aggregate.store.value}'`,
        `initial: ${writer.initial(stateName)}`,
        `handlers: ${arrayLiteral(handlers)}`,
        `evolutions: ${writer.evolutions(stateName)}`,
    ];
    writer.finish(`${module.use('aggregate')}(${block('', entries.map(entry => `${entry},`)).trimStart()})`, 'AggregateDefinition');
    return module.toFile();
}
