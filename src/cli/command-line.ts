import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { AdviseOptions } from './commands/advise.js';
import type { ApplyOptions } from './commands/apply.js';
import type { CheckOptions } from './commands/check.js';
import type { PlanOptions } from './commands/plan.js';
import type { TestOptions } from './commands/test.js';
import { reportFailure } from './failure.js';
import { loadLiveCommands } from './live-commands.js';
import { version } from '../workspace/product.js';
import type { Terminal } from './terminal.js';

/** Runs one command line (without `node` and the script) and gives its exit code: 0 clean, 1 findings, 2 usage or failure. */
export async function runCommandLine(words: string[], terminal: Terminal): Promise<number> {
    let exitCode = 0;
    const program = createProgram(terminal, code => { exitCode = code; });
    try {
        await program.parseAsync(words, { from: 'user' });
        return exitCode;
    } catch (error) {
        // Help and version end that way too; commander has said what there is to say.
        if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
        reportFailure(error, terminal);
        return 2;
    }
}

function createProgram(terminal: Terminal, setExitCode: (code: number) => void): Command {
    const program = new Command('sluice')
        .description('Check, draw, generate, test and run messaging flows.')
        .version(version, '-V, --version', 'print the version')
        .helpOption('-h, --help', 'print help for the command')
        .helpCommand(false)
        .showSuggestionAfterError()
        .exitOverride()
        .configureOutput({
            writeOut: text => terminal.out(text),
            writeErr: text => terminal.error(text),
            outputError: (text, write) => write(`${terminal.errorColors.red('error')}${text.replace(/^error/, '')}  Run 'sluice --help', or the command with --help, to see what is possible.\n`),
            getOutHelpWidth: () => terminal.width,
            getErrHelpWidth: () => terminal.width,
        });
    const add = (usage: string, description: string) => program.command(usage).description(description);
    const run = async (result: Promise<number>) => setExitCode(await result);

    add('init [dir]', 'Start a project that checks, generates and runs at once.')
        .addOption(new Option('--template <name>', 'what to start from').choices(['shop', 'trading', 'telemetry', 'empty']).default('empty'))
        .action(async (dir: string | undefined, options: { template: string }) => {
            const { init } = await import('./commands/init.js');
            await run(init(dir ?? '.', options, terminal));
        });

    add('check [paths...]', 'Say what is wrong with a system.')
        .option('--fix', 'apply the fixes that keep the meaning')
        .option('--fix-unsafe', 'apply also those that you must look at afterwards')
        .option('--fix-dry-run', 'print what fixes would change as a diff, and change nothing')
        .addOption(new Option('--format <format>', 'how to tell it').choices(['pretty', 'json', 'sarif', 'github', 'junit']).default('pretty'))
        .option('--max-warnings <count>', 'fail when there are more warnings', count)
        .option('--baseline <file>', 'leave out what was found before, as the file says')
        .option('--update-baseline', 'write the file of --baseline, or take out of it what is gone')
        .option('--timing', 'say how long each rule took')
        .option('--watch', 'check again whenever a file changes')
        .action(async (paths: string[], options: CheckOptions) => {
            const { check } = await import('./commands/check.js');
            await run(check(paths, options, terminal));
        });

    add('explain [rule]', 'Explain a rule; without one, list all.')
        .addOption(new Option('--format <format>', 'how to tell it').choices(['pretty', 'json']).default('pretty'))
        .action(async (rule: string | undefined, options: { format: string }) => {
            const { explain } = await import('./commands/explain.js');
            await run(explain(rule, options, terminal));
        });

    add('generate [paths...]', 'Write code and configuration.')
        .option('--target <targets>', 'what to generate, separated by commas', list)
        .option('--out <dir>', 'the folder of generated files, instead of that of the configuration')
        .option('--check', 'write nothing; fail when what is on disk is stale')
        .option('--watch', 'generate again whenever a file changes')
        .action(async (paths: string[], options: { target?: string[]; out?: string; check?: true; watch?: true }) => {
            const { generate } = await import('./commands/generate.js');
            await run(generate(paths, options, terminal));
        });

    add('test [paths...]', 'Run the scenarios on the embedded broker, and say which of them hold.')
        .option('--scenario <title>', 'only the scenario with this title')
        .option('--grep <text>', 'only scenarios with this text in their titles')
        .addOption(new Option('--format <format>', 'how to tell it').choices(['pretty', 'json', 'junit', 'tap', 'github']).default('pretty'))
        .option('--seed <seed>', 'the same seed takes messages that wait in the same order')
        .option('--watch', 'test again whenever a file changes')
        .action(async (paths: string[], options: TestOptions) => {
            const { test } = await import('./commands/test.js');
            await run(test(paths, options, terminal));
        });

    add('run [paths...]', 'Run the system on the embedded broker with made-up messages, and show what flowed.')
        .option('--scenario <title>', 'just what this scenario says, instead of made-up messages')
        .option('--messages <count>', 'how many messages actors send', count)
        .option('--seed <seed>', 'the same seed gives the same run')
        .addOption(new Option('--format <format>', 'how to tell it').choices(['pretty', 'json']).default('pretty'))
        .action(async (paths: string[], options: { messages?: number; scenario?: string; seed?: string; format: string }) => {
            const { run: runFlow } = await import('./commands/run.js');
            await run(runFlow(paths, options, terminal));
        });

    add('format [paths...]', 'Give every file its canonical layout.')
        .option('--check', 'write nothing; fail when a file is laid out otherwise')
        .action(async (paths: string[], options: { check?: true }) => {
            const { format } = await import('./commands/format.js');
            await run(format(paths, options, terminal));
        });

    add('graph [paths...]', 'Draw the flow.')
        .addOption(new Option('--format <format>', 'how to draw it').choices(['mermaid', 'dot', 'json']).default('mermaid'))
        .option('--focus <name>', 'only this element and what it has to do with')
        .action(async (paths: string[], options: { format: string; focus?: string }) => {
            const { graph } = await import('./commands/graph.js');
            await run(graph(paths, options, terminal));
        });

    add('advise [paths...]', 'Say which patterns and which broker the specification speaks for, and why.')
        .addOption(new Option('--topic <topic>', 'only this question').choices(['pattern', 'broker']))
        .option('--about <name>', 'only this message, channel, aggregate, process or query, with all reasons')
        .addOption(new Option('--format <format>', 'how to tell it').choices(['pretty', 'json', 'markdown']).default('pretty'))
        .action(async (paths: string[], options: AdviseOptions) => {
            const { advise } = await import('./commands/advise.js');
            await run(advise(paths, options, terminal));
        });

    const brokerOption = ['--broker <name>', 'only this broker of the specification; otherwise all that are servers'] as const;
    const codes = "\nThe servers are those of SLUICE_<BROKER>_URL. Exit code 0: nothing differs; 1: something does; 2: it could not be found out.";

    add('plan [paths...]', 'Say what would change on live brokers.')
        .option(...brokerOption)
        .addOption(new Option('--format <format>', 'how to tell it').choices(['pretty', 'json']).default('pretty'))
        .addHelpText('after', codes)
        .action(async (paths: string[], options: PlanOptions) => {
            const { plan } = await loadLiveCommands();
            await run(plan(paths, options, terminal));
        });

    add('apply [paths...]', 'Make live brokers as the specification says, after showing what changes.')
        .option(...brokerOption)
        .option('--yes', 'do not ask')
        .option('--adopt', "change also what exists under a name of the specification, and was not made by 'sluice apply'")
        .option('--allow-recreate', 'delete and make anew what cannot change while it exists')
        .option('--allow-delete', 'delete what was made before and is no longer in the specification')
        .option('--allow-data-loss', 'do so also where messages are lost by it')
        .addOption(new Option('--format <format>', "how to tell it; for programs, with '--yes' alone").choices(['pretty', 'json']).default('pretty'))
        .addHelpText('after', '\nThe servers are those of SLUICE_<BROKER>_URL. Exit code 0: all is as specified; 1: something is left to do; 2: a failure.')
        .action(async (paths: string[], options: ApplyOptions) => {
            const { apply } = await loadLiveCommands();
            await run(apply(paths, options, terminal));
        });

    add('drift [paths...]', "Say what others have changed on live brokers since 'sluice apply'.")
        .option(...brokerOption)
        .addOption(new Option('--format <format>', 'how to tell it').choices(['pretty', 'json']).default('pretty'))
        .addHelpText('after', codes)
        .action(async (paths: string[], options: PlanOptions) => {
            const { drift } = await loadLiveCommands();
            await run(drift(paths, options, terminal));
        });

    add('lsp', 'The language server, for any editor.')
        .option('--stdio', 'talk over standard input and output (the default)')
        .option('--node-ipc', 'talk over the channel of the Node process that has started it')
        // Clients made with VS Code's library say who they are; the server ends when that process does.
        .addOption(new Option('--clientProcessId <id>').hideHelp())
        .action(async ({ nodeIpc }: { nodeIpc?: true }) => {
            const { startLanguageServer } = await import('../server/start.js');
            startLanguageServer({ transport: nodeIpc ? 'node-ipc' : 'stdio' });
        });

    for (const command of program.commands) command.copyInheritedSettings(program);
    return program;
}

function count(text: string): number {
    if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
    return Number(text);
}

function list(text: string): string[] {
    const names = text.split(',').map(name => name.trim()).filter(name => name !== '');
    if (names.length === 0) throw new InvalidArgumentError('Name at least one.');
    return names;
}
