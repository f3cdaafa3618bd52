import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import picocolors from 'picocolors';
import { buildGraph } from '../model/graph.js';
import { camelCase } from '../model/names.js';
import { SluiceError } from '../model/sluice-error.js';
import { isCarried } from '../model/type-index.js';
import { taggingOf, withTags } from '../model/unions.js';
import type * as runtime from '../runtime/index.js';
import { makeUuid } from '../runtime/identifiers.js';
import { createRandom } from '../runtime/random.js';
import { startGeneration } from '../targets/typescript/shapes.js';
import { Arrivals, planArrivals } from './run/arrivals.js';
import { findCreators, type Creators } from './run/creators.js';
import { findEntries, findReplies } from './run/entries.js';
import { buildProgram, type Program } from './run/program.js';
import { Rehearsal } from './run/rehearsal.js';
import { readModelsOf } from './run/read-models.js';
import { printReport, systemName, type RunReport } from './run/report.js';
import { SampleData } from '../targets/samples/sample-data.js';
import { simulateHandlers } from './run/simulated-handlers.js';
import { reportDeadLetter, startTrace } from './run/trace.js';
import type { OpenedSystem } from './system.js';

export interface RunOptions {
    /** The same seed gives the same run; a new one is drawn where none is given. */
    seed?: string;
    /** How many of each message that brings something new; 10 unless given. */
    messages?: number;
    /** After how many steps a run counts as one that never comes to rest. */
    steps?: number;
    format?: 'pretty' | 'json';
    /** The tool's version and the runtime's files, as for generating. */
    version: string;
    runtimeFiles: ReadonlyMap<string, string>;
    colours?: boolean;
    write(text: string): void;
}

/** Longer than any process should wait, and steps enough for any run that comes to rest. */
const longestRun = 400 * 86_400_000;
const mostSteps = 500_000;
const scheduleLimit = 3;

/**
 * Generates a system without errors into a temporary folder, runs it on the embedded broker with made-up messages until
 * it comes to rest, and tells what flowed. `failed`: messages ended in dead letter queues, or the run did not come to rest.
 */
export async function runSystem({ root, model, configuration }: OpenedSystem, options: RunOptions): Promise<{ failed: boolean }> {
    const seed = options.seed ?? String(Math.floor(Math.random() * 1_000_000));
    const rootUri = pathToFileURL(root).toString();
    const folder = await mkdtemp(join(tmpdir(), 'sluice-run-'));
    try {
        const program = await buildProgram(folder, { model, root: rootUri, version: options.version, runtimeFiles: options.runtimeFiles, ids: configuration.generate.ids });
        const report = await play(program, model, { seed, messages: options.messages ?? 10, steps: options.steps ?? mostSteps, rootUri, version: options.version });
        options.write(options.format === 'json' ? `${JSON.stringify(report, undefined, 2)}\n` : printReport(report, picocolors.createColors(options.colours ?? false)));
        return { failed: report.deadLetters.length > 0 || report.failures.length > 0 || !report.finished };
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}

async function play(program: Program, model: OpenedSystem['model'], { seed, messages, steps, rootUri, version }: { seed: string; messages: number; steps: number; rootUri: string; version: string }): Promise<RunReport> {
    const generation = startGeneration(model, { root: rootUri, version });
    const graph = buildGraph(model);
    const random = createRandom(seed);
    const clock = program.createVirtualClock({ seed });
    const samples = new SampleData(model, random.fork('samples'), () => clock.now());
    const trace = startTrace(model);
    const { rehearsal, creators } = await rehearse(program, generation, { clock, random: random.fork('rehearsal') });
    const broker = program.createMemoryBroker({
        clock,
        observe: activity => {
            if (activity.kind === 'published' && typeof activity.envelope.data === 'object' && activity.envelope.data) {
                // What an aggregate may refuse says of nothing yet that it is there.
                if (!rehearsal.knows(activity.envelope.type)) samples.remember(activity.envelope.data);
            }
            trace.ofBroker(activity);
        },
    });
    const app = program.createApp({
        ...(program.onOneBroker ? { brokers: program.onOneBroker(broker) } : { broker }),
        clock, random: clock.random, scheduleLimit,
        handlers: simulateHandlers(generation, samples, random.fork('handlers'), new Set([...creators.values()].flatMap(({ commands }) => commands))),
        observe: (activity: runtime.ApplicationActivity) => trace.ofApplication(activity),
    });
    const entries = findEntries({ model, graph, types: generation.types, creators });
    if (entries.length === 0) throw new SluiceError('Nothing in this system comes from outside, so there is nothing to run.', { hint: 'Add an actor that sends a command, or an external context that publishes an event.' });
    const fail = (by: string, error: unknown) => trace.failures.push({ by, reason: error instanceof Error ? error.message : String(error) });
    await app.start();
    await answerForOthers({ program, model, generation, graph, samples, app, broker, clock, random: random.fork('others'), fail });
    const start = clock.now();
    const arrivals = new Arrivals({
        application: app.application, definitions: program.definitions, clock, rehearsal, samples, random: random.fork('incoming'),
        fail,
    });
    for (const arrival of planArrivals(entries, messages, random.fork('arrivals'))) arrivals.schedule(arrival);
    const { idle } = await clock.runUntilIdle({ limit: longestRun, steps });
    const span = Math.max(0, ...trace.all.map(({ time }) => Date.parse(time))) - start;
    const readModels = await readModelsOf(model, app.application);
    const deadLetters = broker.deadLetters().map(reportDeadLetter);
    const stopped = app.stop().then(() => broker.close());
    if (idle) {
        await clock.runUntilIdle({ limit: 0 });
        await stopped;
    }
    return {
        version: 1, system: systemName(model), seed, span: Math.max(0, span), finished: idle,
        flows: trace.roots, counts: trace.counts(), processes: trace.processes(), readModels, deadLetters, failures: trace.failures,
    };
}

/** What the program's aggregates make of commands, and which of them bring something into the world; found out apart from the run. */
async function rehearse(program: Program, generation: ReturnType<typeof startGeneration>, { clock, random }: { clock: runtime.VirtualClock; random: runtime.Random }): Promise<{ rehearsal: Rehearsal; creators: Map<string, Creators> }> {
    const { model, messages } = generation;
    const samples = new SampleData(model, random.fork('samples'), () => clock.now());
    const handlers = simulateHandlers(generation, samples, random.fork('handlers'));
    const own = model.aggregates.filter(({ id }) => program.aggregates[id]);
    const rehearsal = new Rehearsal(own.map(({ id, context, name }) => program.aggregates[id]!(handlers[camelCase(context)]?.[camelCase(name)])), {
        envelope: program.makeEnvelope({ source: '/', type: 'rehearsal', data: {} }, clock, random),
        now: new Date(clock.now()).toISOString(), nowMilliseconds: clock.now(), newId: () => makeUuid(random),
    });
    const creators = new Map<string, Creators>();
    for (const aggregate of own) creators.set(aggregate.id, await findCreators(aggregate, { messages, samples, rehearsal }));
    return { rehearsal, creators };
}

/** Takes the commands that other systems handle, and lets them tell some time later what came of it. */
async function answerForOthers({ program, model, generation, graph, samples, app, broker, clock, random, fail }: {
    program: Program;
    model: OpenedSystem['model'];
    generation: ReturnType<typeof startGeneration>;
    graph: ReturnType<typeof buildGraph>;
    samples: SampleData;
    app: ReturnType<Program['createApp']>;
    broker: runtime.MemoryBroker;
    clock: runtime.VirtualClock;
    random: runtime.Random;
    fail(by: string, error: unknown): void;
}): Promise<void> {
    const replies = findReplies({ model, graph, types: generation.types });
    const turns = new Map<string, number>();
    const commands = model.messages.filter(message => message.kind === 'command' && message.latest && graph.isExternal(message));
    const queues = new Set(commands.flatMap(({ id }) => graph.channelOf(id)?.physicalName.value ?? []));
    const ownQueues = new Set(model.messages.filter(message => message.kind === 'command' && !graph.isExternal(message)).flatMap(({ id }) => graph.channelOf(id)?.physicalName.value ?? []));
    for (const queue of queues) {
        if (ownQueues.has(queue)) continue;
        await broker.consume(queue, async ({ envelope }) => {
            const command = commands.find(({ id }) => program.definitions[id]?.reads.includes(envelope.type));
            const events = command && replies.get(command.id);
            if (!command || !events) return;
            const turn = turns.get(command.id) ?? 0;
            turns.set(command.id, turn + 1);
            const event = events[turn % events.length]!;
            const asked = envelope.data as Record<string, unknown>;
            const fields = generation.types.fieldTypes(command.fields);
            const known = event.fields.filter(({ name, type }) => Object.hasOwn(asked, name) && isCarried(fields.get(name), generation.types.resolve(type)));
            const given = Object.fromEntries(known.map(({ name, type }) => [name, withTags(asked[name], taggingOf(fields.get(name), generation.types.resolve(type), generation.types))]));
            clock.schedule(random.integer(1000, 30_000), () => {
                app.application.emit(program.definitions[event.id]!, samples.object(event.fields, given), { cause: envelope, source: `/${event.context}` })
                    .catch((error: unknown) => fail(event.context, error));
            });
        });
    }
}
