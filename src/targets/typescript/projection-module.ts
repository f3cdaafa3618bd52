import type { Projection, Query } from '../../model/flow-model.js';
import type { GeneratedFile } from '../generated-file.js';
import type { Variables } from './expressions.js';
import { addEvolutions } from './evolution-writer.js';
import { parametersName, resultName } from './messages-module.js';
import { parametersValidator } from './definitions-module.js';
import { PartModule } from './part-module.js';
import { identifier, propertyKey, quote } from './naming.js';
import { indexedFields } from './postgres-files.js';
import { columnsOf, equalitiesOf } from './projection-columns.js';
import { revisionOf } from './revisions.js';
import { shapesOf, type Generation } from './shapes.js';
import { arrayLiteral, arrow, block, objectLiteral } from './writer.js';

/** A projection: its rows, how events change them, and how queries choose among them. */
export function writeProjection(projection: Projection, generation: Generation): GeneratedFile {
    const writer = new PartModule(projection, generation);
    const { module } = writer;
    const row = identifier(projection.name);
    writer.addState(row, projection.documentation, 'A field that no event has set yet is missing.', writer.from(projection));
    const initial = writer.addInitial(row);
    writer.placeHandlers();
    const evolutions = addEvolutions(projection, writer, { state: row, variable: 'row', called: 'apply' });
    const indexed = indexedFields(projection.id, generation);
    const queries = generation.model.queries.filter(query => query.projection === projection.id);
    const entries = [
        `kind: 'projection'`,
        ...writer.commonEntries(),
        `key: ${quote(projection.key)}`,
        ...(projection.window !== undefined ? [`window: ${projection.window}`] : []),
        `revision: ${quote(revisionOf(projection, generation))}`,
        `columns: ${arrayLiteral(columnsOf(projection, generation).map(({ field, type }) => `{ field: ${quote(field)}, type: ${quote(type)} }`))}`,
        ...(indexed.length > 0 ? [`indexed: ${arrayLiteral(indexed.map(quote))}`] : []),
        initial === 'initial' ? initial : `initial: ${initial}`,
        `evolutions: ${evolutions}`,
        `queries: ${arrayLiteral(queries.map(query => writeQuery(query, row, writer)))}`,
    ];
    writer.finish(block('', entries.map(entry => `${entry},`)).trimStart(), 'ProjectionDefinition');
    return module.toFile();
}

function writeQuery(query: Query, row: string, writer: PartModule): string {
    const { module, generation, expressions } = writer;
    const parameters = () => `${shapesOf(query.context, module.place)}.${parametersName(query)}`;
    const answer = (text: string, result?: string, equal: readonly string[] = []) => {
        const options = [`validate: ${parametersValidator(query, module)}`, ...(equal.length === 0 ? [] : [`equal: (query: ${parameters()}) => (${objectLiteral(equal)})`])];
        const given = [`rows: readonly ${row}[]`, ...(/\bquery\b/.test(text) ? [`query: ${parameters()}`] : [])];
        return `// ${writer.place(query.origin)}\n${module.use('answers')}(${quote(query.id)}, ${arrow(given, [`return ${text};`], result === undefined ? {} : { result })}, { ${options.join(', ')} })`;
    };
    const spot = writer.spots.of(query);
    if (spot) {
        const call = writer.method(spot, `(rows: readonly ${row}[], query: ${parameters()}): ${module.useType('Awaitable')}<${shapesOf(query.context, module.place)}.${resultName(query)}>`, `Answers ${query.name} from the rows.`, query.documentation, writer.from(query));
        return answer(`${call}(rows, query)`);
    }
    const variables = writer.variables(undefined, 'state');
    variables.names.query = 'query';
    variables.fields.query = generation.types.fieldTypes(query.parameters);
    const options: string[] = [];
    if (query.condition) options.push(`where: ${arrow(['state'], [`return ${expressions.condition(query.condition, variables)};`])}`);
    if (query.sort) options.push(`compare: ${sorter(query.sort, variables, writer)}`);
    const single = generation.types.resolve(query.result)?.kind === 'named';
    if (query.limit !== undefined && !single) options.push(`limit: ${query.limit}`);
    const selected = options.length === 0 ? 'rows' : `${module.use('selectRows')}(rows, ${objectLiteral(options)})`;
    // Of two conditions on one field the rows of either may be read.
    const equal = [...new Map(equalitiesOf(query).map(({ field, value }) => [field, `${propertyKey(field)}: query.${propertyKey(value.segments[0]!)}`])).values()];
    return single ? answer(`${selected}[0] ?? null`, `${row} | null`, equal) : answer(selected, `readonly ${row}[]`, equal);
}

/** Compares two rows by an expression; a row in which it has no value comes last. */
function sorter({ by, descending }: NonNullable<Query['sort']>, variables: Variables, { expressions, module }: PartModule): string {
    const side = (name: string) => {
        const text = expressions.write(by, { ...variables, names: { ...variables.names, state: name } });
        return text.includes('required(') ? `${module.use('valueOr')}(() => ${text}, undefined)` : text;
    };
    const comparison = `${module.use('missingLast')}(${expressions.operations.comparer(by.type)}${descending ? ', { descending: true }' : ''})(${side('left')}, ${side('right')})`;
    return arrow(['left', 'right'], [`return ${comparison};`]);
}
