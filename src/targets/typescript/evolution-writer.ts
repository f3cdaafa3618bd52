import type { Aggregate, Evolution, Message, Projection } from '../../model/flow-model.js';
import { pascalCase } from '../../model/names.js';
import { quote, sourcePlace } from './naming.js';
import type { PartModule } from './part-module.js';
import { arrayLiteral, arrow, block, functionText, indent } from './writer.js';

/** Evolutions by the same event about the same key. */
interface Change {
    name: string;
    message: Message;
    keyOf: string;
    evolutions: Evolution[];
}

/**
 * Adds the union of a part's events and the function that applies them, called `evolve` or `apply`; gives the evolutions
 * for the part's definition. `state` is the type of what they change, `variable` what it is called.
 */
export function addEvolutions(part: Aggregate | Projection, writer: PartModule, { state, variable, called }: { state: string; variable: string; called: string }): string {
    const changes = changesOf(part, writer);
    if (changes.length === 0) return '[]';
    const { module } = writer;
    const union = `${pascalCase(part.name)}Event`;
    writer.addUnion(union, changes, `An event that changes \`${part.name}\`, for a \`switch\` by its name.`);
    const calls: string[] = [];
    const cases = changes.map(change => `case ${quote(change.name)}: // ${placesOf(change, writer)}\n${indent(caseLines(change, writer, { state, variable, calls }).join('\n'))}`);
    const body = [block('switch (event.name)', [...cases, `default:\n    return ${module.use('assertNever')}(${changes.length === 1 ? 'event.name' : 'event'});`])];
    const usesCode = calls.length > 0;
    const mayDelete = usesCode || changes.some(({ evolutions }) => evolutions.length > 1 || evolutions.some(({ statements }) => statements.some(({ kind }) => kind === 'delete')));
    const name = writer.ownName(called);
    const parameters = [`${variable}: ${state}`, `event: ${union}`, ...(usesCode ? [`handlers: ${writer.handlersName}`] : [])];
    module.add(functionText(name, parameters, body, { result: `${state}${mayDelete ? ' | undefined' : ''}` }),
        `What an event makes of ${part.kind === 'aggregate' ? 'the state' : 'a row'}${mayDelete ? '; `undefined` deletes it' : ''}. Pure: it runs again whenever the ${part.kind === 'aggregate' ? 'state' : 'row'} is rebuilt.`, writer.from(part));
    const given = usesCode ? `(${variable}: ${state}, event: ${union}) => ${name}(${variable}, event, handlers)` : name;
    const events = changes.map(({ message, keyOf, name: label }) => `${module.use('addressed')}(${[writer.definition(message), keyOf, ...(label === message.id ? [] : [quote(label)])].join(', ')})`);
    return `${module.use('evolvedBy')}(${given}, ${arrayLiteral(events, { lines: true })})`;
}

/** An aggregate has one state, whatever the key of an event; of a projection's rows an event may be about several. */
function changesOf(part: Aggregate | Projection, writer: PartModule): Change[] {
    const changes: Change[] = [];
    for (const evolution of part.evolutions) {
        const message = writer.message(evolution.event);
        const keyOf = writer.keyOf(message, evolution.key);
        const same = changes.filter(change => change.message === message);
        const known = same.find(change => part.kind === 'aggregate' || change.keyOf === keyOf);
        if (known) known.evolutions.push(evolution);
        else changes.push({ name: same.length === 0 ? message.id : `${message.id}#${same.length + 1}`, message, keyOf, evolutions: [evolution] });
    }
    return changes;
}

function placesOf({ evolutions }: Change, { generation }: PartModule): string {
    return evolutions.map(({ origin }) => sourcePlace(origin, generation.root)).join(', ');
}

function caseLines({ message, keyOf, evolutions }: Change, writer: PartModule, surroundings: { state: string; variable: string; calls: string[] }): string[] {
    const { module, part } = writer;
    const { state, variable } = surroundings;
    const [first] = evolutions;
    if (evolutions.length === 1) return changeLines(first!, message, writer, surroundings);
    const initial = keyOf.replace(/^(?:\(\)|\w+) => /, '').replaceAll(new RegExp(`\\b${message.kind}\\.`, 'g'), 'event.data.');
    const windowed = part.kind === 'projection' && part.window !== undefined ? `({ ...${writer.ownName('initial')}(${initial}), ...${module.use('present')}({ windowStart: ${variable}.windowStart }) })` : `${writer.ownName('initial')}(${initial})`;
    const changes = evolutions.map(evolution => arrow([`${variable}: ${state}`], changeLines(evolution, message, writer, surroundings), { result: `${state} | undefined` }));
    return [`return ${module.use('changedBy')}(\n${indent([variable, `() => ${windowed}`, ...changes].map(argument => `${argument},`).join('\n'))}\n);`];
}

function changeLines(evolution: Evolution, message: Message, writer: PartModule, { state, variable, calls }: { state: string; variable: string; calls: string[] }): string[] {
    const variables = writer.variables(message, variable);
    variables.names[message.kind] = 'event.data';
    const guard = evolution.condition ? [`if (${writer.expressions.negatedCondition(evolution.condition, variables)}) return ${variable};`] : [];
    const spot = writer.spots.of(evolution);
    if (spot) {
        const call = writer.method(spot, `(state: ${state}, event: ${writer.typeOf(message)}): ${state} | undefined`,
            `How ${message.name} changes the state; \`undefined\` deletes it. Must be pure: it runs again when the state is rebuilt.`, writer.from(evolution));
        calls.push(call);
        return [...guard, `return ${call}(${variable}, event.data);`];
    }
    const { before, result } = writer.expressions.statements(evolution.statements, variable, state, variables);
    const lines = [...guard, ...before, `return ${result};`];
    return before.length === 0 ? lines : ['{', ...lines.map(line => indent(line)), '}'];
}
