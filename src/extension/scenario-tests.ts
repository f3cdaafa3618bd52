import {
    commands, Location, Position, Range, TestMessage, TestRunProfileKind, TestRunRequest, tests, Uri, window, workspace, type CancellationToken, type ExtensionContext, type TestController,
    type TestItem, type TestRun,
} from 'vscode';
import { programOf, runProgram } from './program.js';
import { toFolder, type Systems } from './systems.js';

/** What `sluice test --format json` tells. */
interface ScenarioReport {
    scenarios: { title: string; file: string; line: number; milliseconds: number; failures: ({ file: string; line: number; column: number; message: string } & Partial<Mismatch>)[] }[];
}

interface Mismatch {
    expected: Found;
    nearest: Found;
    flowed: Found[];
    refused: string[];
    failures: string[];
}

interface Found {
    name: string;
    data: object;
}

/** What came of a scenario: what did not hold, with the place of the step that says so. */
export interface ScenarioOutcome {
    state: 'passed' | 'failed' | 'errored';
    messages: readonly TestMessage[];
}

/** Shows scenarios among the editor's tests, and runs them. Gives what came of each, by its title. */
export function registerScenarioTests(context: ExtensionContext, systems: Systems): ReadonlyMap<string, ScenarioOutcome> {
    const outcomes = new Map<string, ScenarioOutcome>();
    const controller = tests.createTestController('sluice', 'Sluice');
    const run = (request: TestRunRequest, token?: CancellationToken) => runScenarios(context, controller, outcomes, request, token);
    controller.createRunProfile('Run', TestRunProfileKind.Run, run, true);
    controller.refreshHandler = () => systems.refresh();
    context.subscriptions.push(controller, systems.onDidChange(() => showScenarios(controller, systems)), commands.registerCommand('sluice.runScenario', async (root?: string, title?: string) => {
        const wanted = root === undefined ? undefined : Uri.parse(root).toString();
        const find = () => allScenarios(controller).filter(item => item.label === title && (wanted === undefined || rootOf(item).id === wanted));
        let items = find();
        if (items.length === 0) {
            // It may have been written just now.
            await systems.refresh();
            items = find();
        }
        if (items.length === 0) {
            // A message is there until somebody closes it, which nobody is to wait for.
            void window.showErrorMessage(title === undefined ? 'Name the scenario that is to run.' : `There is no scenario "${title}".`);
            return;
        }
        await run(new TestRunRequest(items));
    }));
    return outcomes;
}

/** Items stay the same as long as they are about the same scenario: the editor keeps what came of them. */
function showScenarios(controller: TestController, systems: Systems): void {
    controller.items.replace(systems.all.filter(({ scenarios }) => scenarios.length > 0).map(({ root, name, scenarios }) => {
        const id = Uri.parse(root).toString();
        const system = controller.items.get(id) ?? controller.createTestItem(id, name);
        system.label = name;
        system.children.replace(scenarios.map(({ title, uri, range: { start, end }, context }, index) => {
            const same = scenarios.slice(0, index).filter(other => other.title === title && other.uri === uri).length;
            const own = `${uri}#${title}${same === 0 ? '' : `#${same + 1}`}`;
            const item = system.children.get(own) ?? controller.createTestItem(own, title, Uri.parse(uri));
            item.range = new Range(start.line, start.character, end.line, end.character);
            if (context !== undefined) item.description = context;
            return item;
        }));
        return system;
    }));
}

/** One run of the command line for each system: a single scenario is named to it, of several all are run. */
async function runScenarios(context: ExtensionContext, controller: TestController, outcomes: Map<string, ScenarioOutcome>, request: TestRunRequest, token: CancellationToken | undefined): Promise<void> {
    const run = controller.createTestRun(request);
    const tell = (item: TestItem, state: ScenarioOutcome['state'], messages: TestMessage[] = [], milliseconds?: number) => {
        outcomes.set(item.label, { state, messages });
        if (state === 'passed') run.passed(item, milliseconds);
        else run[state](item, messages, milliseconds);
    };
    const chosen = (request.include ?? [...controller.items].map(([, item]) => item)).flatMap(item => (item.children.size > 0 ? scenariosOf(item) : [item]));
    const wanted = new Set(chosen.filter(item => !request.exclude?.some(excluded => excluded === item || excluded === item.parent)));
    const bySystem = new Map<TestItem, TestItem[]>();
    for (const item of wanted) bySystem.set(rootOf(item), [...bySystem.get(rootOf(item)) ?? [], item]);
    try {
        if (!workspace.isTrusted) throw new Error('Scenarios run what is generated of the workspace, which is not trusted.');
        await workspace.saveAll(false);
        for (const [system, items] of bySystem) await runSystem(context, run, tell, system, items, token ?? run.token);
    } catch (error) {
        for (const item of wanted) tell(item, 'errored', [new TestMessage(error instanceof Error ? error.message : String(error))]);
    } finally {
        run.end();
    }
}

type Tell = (item: TestItem, state: ScenarioOutcome['state'], messages?: TestMessage[], milliseconds?: number) => void;

async function runSystem(context: ExtensionContext, run: TestRun, tell: Tell, system: TestItem, items: TestItem[], token: CancellationToken): Promise<void> {
    const folder = toFolder(system.id);
    for (const item of items) run.started(item);
    const output: string[] = [];
    const errors: string[] = [];
    const titles = new Set(items.map(({ label }) => label));
    const code = await runProgram({
        program: programOf(context, folder), words: ['test', '--format', 'json', ...(titles.size === 1 ? ['--scenario', items[0]!.label] : [])], folder, token,
        onOutput: text => output.push(text), onError: text => errors.push(text),
    });
    if (code === undefined || token.isCancellationRequested) {
        for (const item of items) run.skipped(item);
        return;
    }
    const report = readReport(output.join(''));
    if (!report) {
        const message = errors.join('').trim() || `'sluice test' ended with ${code} and told nothing.`;
        run.appendOutput(`${message}\n`.replace(/\r?\n/g, '\r\n'));
        for (const item of items) tell(item, 'errored', [new TestMessage(message)]);
        return;
    }
    for (const item of items) {
        const result = report.scenarios.find(({ title, file, line }) => title === item.label && toUri(folder, file).toString() === item.uri?.toString() && line - 1 === item.range?.start.line);
        if (!result) tell(item, 'errored', [new TestMessage("'sluice test' told nothing of this scenario. Save the file, and run it again.")]);
        else if (result.failures.length === 0) tell(item, 'passed', [], result.milliseconds);
        else tell(item, 'failed', result.failures.map(failure => toMessage(failure, folder)), result.milliseconds);
    }
}

function toMessage({ message, file, line, column, expected, nearest, flowed, refused, failures }: ScenarioReport['scenarios'][number]['failures'][number], folder: string): TestMessage {
    const result = new TestMessage([
        message,
        ...(flowed ? [flowed.length === 0 ? 'No message flowed.' : 'What flowed:', ...flowed.map(({ name, data }) => `  ${name} ${JSON.stringify(data)}`)] : []),
        ...(refused ?? []).map(reason => `Refused: ${reason}`), ...(failures ?? []).map(reason => `Failed: ${reason}`),
    ].join('\n'));
    result.location = new Location(toUri(folder, file), new Position(line - 1, column - 1));
    if (expected && nearest) {
        result.expectedOutput = JSON.stringify(expected, undefined, 2);
        result.actualOutput = JSON.stringify({ name: nearest.name, data: nearest.data }, undefined, 2);
    }
    return result;
}

function readReport(text: string): ScenarioReport | undefined {
    try {
        return JSON.parse(text) as ScenarioReport;
    } catch {
        return undefined;
    }
}

function toUri(folder: string, file: string): Uri {
    return Uri.joinPath(Uri.file(folder), file);
}

function rootOf(item: TestItem): TestItem {
    return item.parent ? rootOf(item.parent) : item;
}

function scenariosOf(item: TestItem): TestItem[] {
    return [...item.children].map(([, child]) => child);
}

function allScenarios(controller: TestController): TestItem[] {
    return [...controller.items].flatMap(([, system]) => scenariosOf(system));
}
