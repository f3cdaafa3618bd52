import { readCron } from '../../model/cron.js';
import type { Reaction, Reference, Schedule, Service } from '../../model/flow-model.js';
import { SluiceError } from '../../model/sluice-error.js';
import type { GeneratedFile } from '../generated-file.js';
import { parametersValidator } from './definitions-module.js';
import { decisionLines } from './handling.js';
import { parametersName, resultName } from './messages-module.js';
import { PartModule } from './part-module.js';
import { quote } from './naming.js';
import { shapesOf, type Generation } from './shapes.js';
import { arrayLiteral, arrow, block, numberText, objectLiteral } from './writer.js';

/** A service: what it handles, reacts to, answers and does by the clock. */
export function writeService(service: Service, generation: Generation): GeneratedFile {
    const writer = new PartModule(service, generation);
    const { module } = writer;
    const handlers = service.handles.map(handling => `// ${writer.place(handling.origin)}\n${module.use('handles')}(${writer.definition(writer.message(handling.command))}, ${arrow(['command', 'context'], decisionLines(handling, writer))})`);
    for (const [event, reactions] of groupByEvent(service.reactions)) {
        const message = writer.message(event);
        const bodies = reactions.map(reaction => writeReaction(reaction, writer));
        handlers.push(`// ${reactions.map(({ origin }) => writer.place(origin)).join(', ')}\n${module.use('handles')}(${[writer.definition(message), ...bodies].join(', ')})`);
    }
    const entries = [
        `kind: 'service'`,
        ...writer.commonEntries(),
        `handlers: ${arrayLiteral(handlers)}`,
        `schedules: ${arrayLiteral(writeSchedules(service, writer))}`,
        `answers: ${arrayLiteral(writeAnswers(service, writer))}`,
    ];
    writer.finish(block('', entries.map(entry => `${entry},`)).trimStart(), 'ServiceDefinition');
    return module.toFile();
}

function groupByEvent(reactions: readonly Reaction[]): [Reference, Reaction[]][] {
    const groups = new Map<string, [Reference, Reaction[]]>();
    for (const reaction of reactions) {
        const group = groups.get(reaction.event.target ?? '');
        if (group) group[1].push(reaction);
        else groups.set(reaction.event.target ?? '', [reaction.event, [reaction]]);
    }
    return [...groups.values()];
}

function writeReaction(reaction: Reaction, writer: PartModule): string {
    const { module, outcomes, expressions } = writer;
    const message = writer.message(reaction.event);
    const variables = writer.variables(message);
    const lines: string[] = [];
    if (reaction.condition) lines.push(`if (${expressions.negatedCondition(reaction.condition, variables)}) return ${module.use('decision')}([]);`);
    const spot = writer.spots.of(reaction);
    const { outcome } = reaction;
    if (spot) {
        const result = outcome ? outcomes.type(outcome) : 'void';
        const call = writer.method(spot, `(event: ${writer.typeOf(message)}, context: ${module.useType('HandlerContext')}): ${module.useType('Awaitable')}<${result}>`, `Reacts to ${message.name}.`, message.documentation, writer.from(reaction));
        if (outcome) lines.push(`const outcome = await ${call}(event, context);`, `return ${outcomes.decisionFromCode(outcome, 'outcome', variables)};`);
        else lines.push(`await ${call}(event, context);`, `return ${module.use('decision')}([]);`);
    } else if (outcome) lines.push(`return ${outcomes.decision(outcome, variables)};`);
    return arrow(['event', 'context'], lines);
}

function writeSchedules({ schedules }: Service, writer: PartModule): string[] {
    const { module, outcomes } = writer;
    return schedules.map((schedule, index) => {
        const variables = writer.variables(undefined);
        const spot = writer.spots.of(schedule);
        let run = `() => ${outcomes.decision(schedule.outcome, variables)}`;
        if (spot) {
            const call = writer.method(spot, `(context: ${module.useType('TimeAndIds')}): ${module.useType('Awaitable')}<${outcomes.type(schedule.outcome)}>`, 'What the clock sets off.', writer.from(schedule));
            run = arrow(['context'], [`const outcome = await ${call}(context);`, `return ${outcomes.decisionFromCode(schedule.outcome, 'outcome', variables)};`]);
        }
        return `// ${writer.place(schedule.origin)}\n{ name: ${quote(`${writer.part.id}.${index + 1}`)}, every: ${writeInterval(schedule)}, run: ${run} }`;
    });
}

/** Milliseconds, or the moments that a cron expression means: what is generated reads none. */
function writeInterval({ every }: Schedule): string {
    if (every.kind === 'interval') return numberText(every.milliseconds);
    const times = readCron(every.expression);
    if ('message' in times) throw new SluiceError(`The cron expression '${every.expression}' says no time. ${times.message}`, { file: every.origin.uri, line: every.origin.range.start.line + 1 });
    return objectLiteral(Object.entries(times).map(([name, values]) => `${name}: [${(values as number[]).join(', ')}]`));
}

function writeAnswers({ answers }: Service, writer: PartModule): string[] {
    const { module, generation } = writer;
    return answers.flatMap(answer => {
        const query = generation.queries.get(answer.query.target ?? '');
        const spot = writer.spots.of(answer);
        if (!query || !spot) return [];
        const shapes = shapesOf(query.context, module.place);
        const parameters = `${shapes}.${parametersName(query)}`;
        const call = writer.method(spot, `(query: ${parameters}): ${module.useType('Awaitable')}<${shapes}.${resultName(query)}>`, `Answers ${query.name}.`, query.documentation, writer.from(answer));
        return [`// ${writer.place(answer.origin)}\n{ query: ${quote(query.id)}, validate: ${parametersValidator(query, module)}, answer: parameters => ${call}(parameters as ${parameters}) }`];
    });
}
