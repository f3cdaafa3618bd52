import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Origin } from '../../model/flow-model.js';
import type { Scenario } from '../../model/scenarios/scenario.js';
import type { Broker } from '../../runtime/broker.js';
import { flowLines, type Mismatch, type ScenarioError } from '../../runtime/scenarios/mismatch.js';
import type * as runtime from '../../runtime/scenarios/scenario.js';
import { planScenarios, type PlannedExpectation, type PlannedMessage, type PlannedQuestion, type ScenarioPlan } from '../../targets/typescript/scenarios/plan.js';
import { MadeUp } from '../../targets/typescript/scenarios/scenario-data.js';
import { startGeneration, type Generation } from '../../targets/typescript/shapes.js';
import { buildProgram, type Program } from '../run/program.js';
import type { OpenedSystem } from '../system.js';
import { standInHandlers } from './stand-in-handlers.js';
import { takenOver } from './taken-over.js';

export { flowLines, type Mismatch };

/** What is needed to run scenarios. */
export interface ScenarioRunOptions {
    scenarios: readonly Scenario[];
    /** Of several messages that wait, which one comes first; the same seed gives the same run. */
    seed?: string;
    /** The tool's version and the runtime's files, as for generating. */
    version: string;
    runtimeFiles: ReadonlyMap<string, string>;
    /** Connects to what plays the channels of a scenario in place of the embedded broker. */
    connect?: (scenario: Scenario) => Broker;
    /** Told of what flows, by scenario. */
    watch?: (scenario: Scenario) => NonNullable<runtime.ScenarioOptions['watch']>;
    /** Called before a scenario is put away. */
    ended?: (scenario: Scenario, run: runtime.Scenario) => void | Promise<void>;
}

/** What came of one scenario. */
export interface ScenarioResult {
    scenario: Scenario;
    failures: ScenarioFailure[];
    milliseconds: number;
}

/** What is wrong, and the step that says so: something is not as expected, or, without `mismatch`, the step could not be taken. */
export interface ScenarioFailure {
    origin: Origin;
    problem: string;
    mismatch?: Mismatch;
}

/** Generates a system without errors once, and runs its scenarios one after the other, each on an embedded broker and a clock of its own. */
export async function* runScenarios({ root, model, configuration }: Pick<OpenedSystem, 'root' | 'model' | 'configuration'>, options: ScenarioRunOptions): AsyncGenerator<ScenarioResult> {
    const rootUri = pathToFileURL(root).toString();
    const { version, runtimeFiles, scenarios } = options;
    const folder = await mkdtemp(join(tmpdir(), 'sluice-test-'));
    try {
        const program = await buildProgram(folder, { model, root: rootUri, version, runtimeFiles, ids: configuration.generate.ids });
        const generation = startGeneration(model, { root: rootUri, version });
        const madeUp = new MadeUp(model, generation.types);
        for (const plan of planScenarios(generation, { scenarios, madeUp })) {
            const began = performance.now();
            const failures = await play(plan, program, generation, madeUp, options);
            yield { scenario: plan.scenario, failures, milliseconds: performance.now() - began };
        }
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}

async function play(plan: ScenarioPlan, program: Program, generation: Generation, madeUp: MadeUp, { seed, connect, watch, ended }: ScenarioRunOptions): Promise<ScenarioFailure[]> {
    const { scenario, part } = plan;
    const failures: ScenarioFailure[] = [];
    const attempt = async (origin: Origin, act: () => unknown): Promise<boolean> => {
        try {
            await act();
            return true;
        } catch (error) {
            const mismatch = error instanceof Error && error.name === 'ScenarioError' ? (error as ScenarioError).mismatch : undefined;
            failures.push({ origin, problem: mismatch?.problem ?? (error instanceof Error ? error.message : String(error)), ...(mismatch && { mismatch }) });
            return mismatch !== undefined;
        }
    };
    const run = await program.startScenario(program.defineApplication(standInHandlers(plan, generation, madeUp)), {
        ...(part !== undefined && { part }), ...(seed !== undefined && { seed }), ...(connect && { broker: connect(scenario) }), ...(watch && { watch: watch(scenario) }),
    });
    reply(plan, run, program);
    for (const step of plan.steps) {
        const taken = await attempt(step.origin, () => {
            switch (step.kind) {
                case 'given': return run.given(...outputs(step.messages, program));
                case 'when': return run.when(...step.brought.map(one => brought(one, program)));
                case 'after': return run.after(step.milliseconds);
                case 'then': return ask(step.expected, run);
            }
        });
        // Behind a step that could not be taken nothing is as it was meant.
        if (!taken) break;
    }
    await ended?.(scenario, run);
    const isTold = failures.some(({ mismatch }) => !mismatch || mismatch.failures.length > 0);
    await attempt(scenario.origin, () => run.finish().catch((error: unknown) => {
        if (!isTold) throw error;
    }));
    return failures;
}

function outputs(messages: readonly PlannedMessage[], { definitions }: Program) {
    return messages.map(({ message, data }) => ({ message: definitions[message.id]!, data }));
}

function brought(one: PlannedMessage | PlannedQuestion, { definitions, question }: Program) {
    return 'query' in one ? question(one.query.id, one.data) : { message: definitions[one.message.id]!, data: one.data };
}

function reply({ replies }: ScenarioPlan, run: runtime.Scenario, program: Program): void {
    for (const { command, answers } of replies) {
        run.answer(program.definitions[command.id]!, answers.map(({ where, events }) => ({
            where,
            answer: asked => outputs(events.map(({ message, data, carried }) => ({ message, data: { ...takenOver(asked, carried), ...data } })), program),
        })));
    }
}

function ask(expected: PlannedExpectation, run: runtime.Scenario): void | Promise<void> {
    switch (expected.kind) {
        case 'message': return run.thenMessageTimes(expected.count, { name: expected.name }, expected.fields);
        case 'state': return expected.absent ? run.thenNoState(expected.part, expected.fields) : run.thenState(expected.part, expected.fields);
        case 'in': return run.thenIn(expected.process, expected.state, expected.key);
        case 'not-under-way': return run.thenNotUnderWay(expected.process, expected.key);
        case 'reject': return run.thenRejected(expected.reason);
        case 'nothing': return run.thenNothing();
        case 'answer': return run.thenAnswer(expected.value);
    }
}
