import type { Process, ProcessAction, ProcessStep, Timer } from '../../model/flow-model.js';
import { rememberedFields } from '../../model/filling.js';
import { describeDuration } from '../../model/time-spans.js';
import type { GeneratedFile } from '../generated-file.js';
import type { Variables } from './expressions.js';
import { PartModule } from './part-module.js';
import { documentationComment, propertyKey, quote } from './naming.js';
import type { Generation } from './shapes.js';
import { arrayLiteral, arrow, block, numberText, objectLiteral } from './writer.js';

/** A process: its states, what moves it between them, and what takes its steps back. */
export function writeProcess(process: Process, generation: Generation): GeneratedFile {
    const writer = new PartModule(process, generation);
    const { module, stateName } = writer;
    const undos = new Map<string, string>();
    writer.addState(stateName, `What \`${process.name}\` remembers of its events. A field that no event has set yet is missing.`, writer.from(process));
    const initial = writer.addInitial(stateName);
    writer.placeHandlers();
    const stepText = (step: ProcessStep) => writeStep(step, process, writer, undos);
    const timerText = ({ after, actions, origin }: Timer) => `// ${writer.place(origin)}: after ${describeDuration(after)}\n${module.use('timer')}(${numberText(after)}, ${writeTake(actions, undefined, writer, undos)})`;
    const states = process.states.map(({ name, documentation, steps, timers, origin }) => `${documentationComment(documentation, `From ${writer.place(origin)}.`)}${propertyKey(name)}: ${block('', [
        `steps: ${arrayLiteral(steps.map(stepText))},`,
        `timers: ${arrayLiteral(timers.map(timerText))},`,
    ]).trimStart()},`);
    const entries = [
        `kind: 'process'`,
        ...writer.commonEntries(),
        `key: ${quote(process.key)}`,
        initial === 'initial' ? initial : `initial: ${initial}`,
        `starts: ${arrayLiteral(process.starts.map(stepText))}`,
        `anywhere: ${arrayLiteral(process.anywhere.map(stepText))}`,
        `states: ${block('', states).trimStart()}`,
        `undos: ${block('', [...undos].map(([name, make]) => `${propertyKey(name)}: ${make},`)).trimStart()}`,
    ];
    writer.finish(block('', entries.map(entry => `${entry},`)).trimStart(), 'ProcessDefinition');
    return module.toFile();
}

function writeStep(step: ProcessStep, process: Process, writer: PartModule, undos: Map<string, string>): string {
    const { module, stateName, expressions } = writer;
    const message = writer.message(step.event);
    const options = [`keyOf: ${writer.keyOf(message, step.key)}`];
    if (step.condition) options.push(`applies: ${arrow(['event', `data: ${stateName}`], [`return ${expressions.condition(step.condition, writer.variables(message, 'data'))};`])}`);
    const remembered = rememberedFields(process, message, writer.generation.types);
    if (remembered.length > 0) {
        const variables = writer.variables(message, 'data');
        const entries = (which: typeof remembered) => which.map(({ name, optional }) => (
            `${propertyKey(name)}: ${expressions.carriedValue(name, 'event', variables, { to: process.fields.find(field => field.name === name), mayBeMissing: optional })}`));
        const optional = remembered.filter(field => field.optional);
        const given = [...entries(remembered.filter(field => !field.optional)), ...(optional.length > 0 ? [`...${module.use('present')}(${objectLiteral(entries(optional))})`] : [])];
        options.push(`remember: (data: ${stateName}, event) => (${objectLiteral(['...data', ...given])})`);
    }
    options.push(`take: ${writeTake(step.actions, step, writer, undos)}`);
    return `// ${writer.place(step.origin)}\n${module.use('step')}(${writer.definition(message)}, {\n    ${options.map(option => `${option},`).join('\n').replaceAll('\n', '\n    ')}\n})`;
}

function writeTake(actions: readonly ProcessAction[], step: ProcessStep | undefined, writer: PartModule, undos: Map<string, string>): string {
    const { module, stateName, outcomes, expressions } = writer;
    const message = step && writer.message(step.event);
    const parameters = [...(step ? ['event'] : []), `data: ${stateName}`, 'context'];
    const lines: string[] = [];
    const made: string[] = [];
    let data = 'data';
    let copies = 1;
    for (const action of actions) {
        const variables = writer.variables(message, data);
        switch (action.kind) {
            case 'go': made.push(`{ kind: 'go', state: ${quote(action.state.target?.replace(/^.*[.:]/, '') ?? action.state.text)} }`); break;
            case 'compensate': made.push(`{ kind: 'compensate' }`); break;
            case 'end': made.push(`{ kind: 'end' }`); break;
            case 'set': {
                const next = `data${++copies}`;
                const entries = action.assignments.map(({ field, value, operator, origin }) => expressions.statements([{ kind: 'assign', field, value, operator, origin }], data, stateName, variables).result.replace(/^\{ \.\.\.\w+, (.*) \}$/s, '$1'));
                lines.push(`const ${next}: ${stateName} = ${objectLiteral([`...${data}`, ...entries])};`);
                data = next;
                break;
            }
            case 'send': {
                const spot = writer.spots.of(action);
                let output: string;
                if (spot) {
                    const given = step ? `event: ${writer.typeOf(message!)}, data: ${stateName}, context: ${module.useType('HandlerContext')}` : `data: ${stateName}, context: ${module.useType('TimeAndIds')}`;
                    const call = writer.method(spot, `(${given}): ${module.useType('Awaitable')}<${outcomes.suppliedType(action)}>`, `Fills ${writer.message(action.message).name}${message ? ` after ${message.name}` : ''}.`);
                    const name = `supplied${made.length + 1}`;
                    lines.push(`const ${name} = await ${call}(${step ? 'event, ' : ''}${data}, context);`);
                    output = outcomes.output(action, variables, name);
                } else output = outcomes.output(action, variables);
                const undo = action.undo && undoName(action.undo, writer, undos);
                made.push(`{ kind: 'send', output: ${output}${undo === undefined ? '' : `, undo: ${quote(undo)}`} }`);
            }
        }
    }
    return arrow(parameters, [...lines, `return { ${data === 'data' ? 'data' : `data: ${data}`}, actions: ${arrayLiteral(made)} };`]);
}

/** Notes how a step is taken back; equal ways share a name. */
function undoName(undo: NonNullable<Extract<ProcessAction, { kind: 'send' }>['undo']>, writer: PartModule, undos: Map<string, string>): string {
    const { module, stateName, outcomes } = writer;
    const message = writer.message(undo.message);
    const variables: Variables = writer.variables(undefined, 'data');
    const spot = writer.spots.of(undo);
    let make = `${module.use('undoes')}(${arrow([`data: ${stateName}`], [`return ${outcomes.output(undo, variables)};`])})`;
    if (spot) {
        const call = writer.method(spot, `(data: ${stateName}, context: ${module.useType('TimeAndIds')}): ${module.useType('Awaitable')}<${outcomes.suppliedType(undo)}>`, `Fills ${message.name}, which takes a step back.`);
        make = `${module.use('undoes')}(${arrow([`data: ${stateName}`, 'context'], [`const supplied = await ${call}(data, context);`, `return ${outcomes.output(undo, variables, 'supplied')};`])})`;
    }
    for (let number = 1; ; number++) {
        const name = `${message.name}${number === 1 ? '' : number}`;
        const known = undos.get(name);
        if (known === undefined) undos.set(name, make);
        if (known === undefined || known === make) return name;
    }
}
