import type { Colors } from 'picocolors/types.js';
import type { FlowModel } from '../../model/flow-model.js';
import type { ReportedDeadLetter, TracedMessage } from './trace.js';

/** All that a run has to tell; as it stands, what `--format json` prints. */
export interface RunReport {
    version: 1;
    system: string;
    seed: string;
    /** Simulated time from the first message to the last, in milliseconds. */
    span: number;
    /** False where the run was stopped because it would not come to rest. */
    finished: boolean;
    flows: TracedMessage[];
    counts: Record<string, number>;
    processes: Record<string, Record<string, number>>;
    readModels: Record<string, readonly object[]>;
    deadLetters: ReportedDeadLetter[];
    failures: { by: string; reason: string }[];
    /** Of a run of a scenario: its title, and what is not as it says. */
    scenario?: { title: string; problems: string[] };
}

/** What a system is called in a report. */
export function systemName({ systems, contexts }: Pick<FlowModel, 'systems' | 'contexts'>): string {
    return systems[0]?.name ?? contexts.find(({ external }) => !external)?.name ?? 'system';
}

const shownFlows = 12;
const shownRows = 8;
const widestCell = 28;

/** A report for people. */
export function printReport(report: RunReport, colours: Colors): string {
    const total = Object.values(report.counts).reduce((sum, count) => sum + count, 0);
    const lines = [
        `${colours.bold(report.system)}  ${colours.dim(`${plural(total, 'message')} flowed, ${report.flows.length} of them from outside${report.span > 0 ? `, in ${duration(report.span)} of simulated time` : ''}`)}`,
        '',
        ...flowLines(report.flows, colours),
    ];
    const processes = Object.entries(report.processes);
    if (processes.length > 0) {
        lines.push('', colours.bold('Processes'));
        for (const [name, states] of processes) lines.push(`  ${name}  ${Object.entries(states).map(([state, count]) => `${count} ${state === 'end' ? 'ended' : `in ${state}`}`).join(', ')}`);
    }
    const models = Object.entries(report.readModels);
    if (models.length > 0) lines.push('', colours.bold('Read models'));
    for (const [name, rows] of models) lines.push(`  ${name}  ${colours.dim(plural(rows.length, 'row'))}`, ...table(rows, colours));
    lines.push('', colours.bold('Counts'), ...counts(report.counts));
    lines.push('', colours.bold('Dead letters'), ...(report.deadLetters.length === 0 ? ['  none'] : report.deadLetters.map(({ message, subscription, kind, reason, attempts }) =>
        `  ${colours.red(message)}  ${kind} in ${subscription} after ${plural(attempts, 'attempt')}: ${reason}`)));
    for (const { by, reason } of report.failures) lines.push(`  ${colours.red(by)}  ${reason}`);
    if (report.scenario) {
        const { title, problems } = report.scenario;
        lines.push('', colours.bold('Scenario'), problems.length === 0 ? `  ${colours.green('✓')} ${title}` : `  ${colours.red('✗')} ${title}`, ...problems.map(problem => `    ${colours.red(problem)}`));
    }
    if (!report.finished) lines.push('', colours.yellow('The run was stopped: messages kept setting off each other. Look for a circle with `sluice graph`.'));
    if (!report.scenario) lines.push('', colours.dim(`The same run again: --seed ${report.seed}`));
    return `${lines.join('\n')}\n`;
}

/** One flow of each shape, with how many others went the same way. */
function flowLines(flows: readonly TracedMessage[], colours: Colors): string[] {
    const shapes = new Map<string, { first: TracedMessage; count: number }>();
    for (const flow of flows) {
        const shape = shapeOf(flow);
        const known = shapes.get(shape);
        if (known) known.count++;
        else shapes.set(shape, { first: flow, count: 1 });
    }
    const lines: string[] = [];
    // The fullest stories first.
    const sorted = [...shapes.values()].sort((left, right) => sizeOf(right.first) - sizeOf(left.first));
    for (const { first, count } of sorted.slice(0, shownFlows)) {
        if (lines.length > 0) lines.push('');
        lines.push(...messageLines(first, undefined, '', '', colours));
        if (count > 1) lines.push(colours.dim(`   and ${count - 1} more like this`));
    }
    if (sorted.length > shownFlows) lines.push('', colours.dim(`${sorted.length - shownFlows} more ways that messages went; --format json has them all.`));
    return lines;
}

function messageLines(message: TracedMessage, cause: TracedMessage | undefined, head: string, rest: string, colours: Colors): string[] {
    const wait = cause ? Date.parse(message.time) - Date.parse(cause.time) : 0;
    const key = message.key === undefined ? '' : ` ${colours.dim(message.key.length > 12 ? `${message.key.slice(0, 8)}…` : message.key)}`;
    const later = wait >= 60_000 ? colours.yellow(` after ${duration(wait)}`) : '';
    const moves = message.moves.length > 0 ? colours.dim(`  ${message.moves.join(', ')}`) : '';
    const lines = [`${head}${colours.cyan(message.message)}${key}  ${colours.dim(`by ${message.by}`)}${later}${moves}`];
    for (const { by, reason } of message.rejections) lines.push(`${rest}   ${colours.yellow(`refused by ${by}: ${reason}`)}`);
    message.effects.forEach((effect, index) => {
        const last = index === message.effects.length - 1;
        lines.push(...messageLines(effect, message, `${rest}${last ? '└─ ' : '├─ '}`, `${rest}${last ? '   ' : '│  '}`, colours));
    });
    return lines;
}

function shapeOf({ message, rejections, effects }: TracedMessage): string {
    return `${message}${rejections.length > 0 ? '!' : ''}(${[...new Set(effects.map(shapeOf))].sort().join(',')})`;
}

function sizeOf({ effects }: TracedMessage): number {
    return 1 + effects.reduce((sum, effect) => sum + sizeOf(effect), 0);
}

function table(rows: readonly object[], colours: Colors): string[] {
    if (rows.length === 0) return [];
    const columns = [...new Set(rows.flatMap(row => Object.keys(row)))];
    const cells = rows.slice(0, shownRows).map(row => columns.map(column => cell((row as Record<string, unknown>)[column])));
    const widths = columns.map((column, index) => Math.max(column.length, ...cells.map(row => row[index]!.length)));
    const line = (texts: readonly string[]) => `    ${texts.map((text, index) => text.padEnd(widths[index]!)).join('  ').trimEnd()}`;
    return [colours.dim(line(columns)), ...cells.map(line), ...(rows.length > shownRows ? [colours.dim(`    … ${rows.length - shownRows} more`)] : [])];
}

function cell(value: unknown): string {
    if (value === undefined) return '';
    const text = typeof value === 'string' ? value : readable(value);
    const short = /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(text) ? `${text.slice(0, 8)}…` : text;
    return short.length > widestCell ? `${short.slice(0, widestCell - 1)}…` : short;
}

function readable(value: unknown): string {
    if (Array.isArray(value)) return value.length === 0 ? '' : `${value.length} × ${readable(value[0])}`;
    if (typeof value === 'object' && value !== null) return Object.values(value).map(item => (typeof item === 'string' ? item : readable(item))).join(' ');
    return String(value);
}

function counts(all: Readonly<Record<string, number>>): string[] {
    const entries = Object.entries(all);
    const width = Math.max(0, ...entries.map(([name]) => name.length));
    return entries.map(([name, count]) => `  ${name.padEnd(width)}  ${String(count).padStart(5)}`);
}

function plural(count: number, noun: string): string {
    return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `2 hours`, `3 days`: the largest unit of which there is at least one, rounded. */
export function duration(milliseconds: number): string {
    const units = [[86_400_000, 'day'], [3_600_000, 'hour'], [60_000, 'minute'], [1000, 'second']] as const;
    const unit = units.find(([size]) => milliseconds >= size) ?? units[3];
    return plural(Math.round(milliseconds / unit[0]), unit[1]);
}
