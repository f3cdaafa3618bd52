import type { PatternAdvice, QuestionFacts } from '../../../model/advice/advice.js';
import { concludeOnBrokers, describeFit, describeGains, describeMixCosts, describeWorth, nameKinds, shortcomings } from '../../../model/advice/broker-words.js';
import type { BrokerAdvice } from '../../../model/advice/brokers.js';
import type { AdviceReport } from '../../../model/advice/report.js';
import { serverKinds, serverNames, type Keeping } from '../../../model/brokers/promises.js';
import type { Origin } from '../../../model/flow-model.js';
import { printable, type Colors } from '../../terminal.js';
import { counted, wrap } from '../pretty.js';
import { concludeOn, describeChange, writePlaces } from './words.js';

interface Layout {
    colors: Colors;
    width: number;
    fileOf(uri: string): string;
    /** Everything of every element; otherwise only of those that the specification and its facts do not agree on. */
    whole: boolean;
}

/** Advice for people: what differs with all its reasons, what agrees in a line each; then the brokers. */
export function reportAdvicePretty({ patterns, brokers }: AdviceReport, layout: Layout): string {
    const parts = [
        ...(patterns ?? []).flatMap(({ question, advice }) => writeQuestion(question, advice, layout)),
        ...(brokers ? writeBrokers(brokers, layout) : []),
    ];
    return parts.length === 0 ? 'The specification says nothing that speaks for one answer or another.\n' : `${parts.join('\n').trimStart()}\n`;
}

function writeQuestion(question: QuestionFacts, advice: readonly PatternAdvice[], layout: Layout): string[] {
    const { colors } = layout;
    const shown = advice.filter(({ verdict }) => layout.whole || verdict !== 'agrees');
    const agreed = advice.filter(one => !shown.includes(one));
    const counts = (['agrees', 'differs', 'open'] as const).flatMap(verdict => {
        const count = advice.filter(one => one.verdict === verdict).length;
        return count === 0 ? [] : [`${count} ${{ agrees: 'as the facts say', differs: 'otherwise', open: 'undecided' }[verdict]}`];
    });
    return [
        '', `${colors.bold(question.asks)}  ${colors.dim(counts.join(', '))}`,
        ...shown.flatMap(one => ['', ...writeWhole(one, question, layout)]),
        ...(agreed.length > 0 ? ['', ...agreed.flatMap(one => writeShort(one, layout))] : []),
    ];
}

function writeWhole(advice: PatternAdvice, question: QuestionFacts, layout: Layout): string[] {
    const { subject: { kind, id, origin }, verdict, reasons, speaksFor } = advice;
    const { colors, width, fileOf } = layout;
    const color = verdict === 'agrees' ? colors.green : verdict === 'differs' ? colors.yellow : colors.cyan;
    const change = describeChange(advice, question);
    return [
        `  ${color(verdict === 'agrees' ? '=' : verdict === 'differs' ? '≠' : '?')} ${colors.bold(`${kind} ${printable(id)}`)}  ${colors.dim(writePlaces([origin], fileOf))}`,
        ...wrap(concludeOn(advice, question), width - 4).map(line => `    ${line}`),
        ...reasons.flatMap(reason => remark(reason, layout, { indent: 4, mark: reason.speaksFor === (speaksFor ?? advice.now) ? '+' : '-' })),
        ...(change === undefined ? [] : wrap(change, width - 4).map(line => `    ${colors.dim(line)}`)),
    ];
}

function writeShort({ subject: { kind, id }, reasons, margin }: PatternAdvice, layout: Layout): string[] {
    const [first] = reasons;
    const { colors } = layout;
    const head = `${colors.green('=')} ${kind} ${printable(id)}${margin === 1 ? colors.dim(' (by little)') : ''}`;
    return [`  ${head}`, ...(first ? remark(first, layout, { indent: 6, mark: '' }) : [])];
}

/** A sentence with where it was read behind it, each line below the other. */
function remark({ text, places }: { text: string; places: readonly Origin[] }, { colors, width, fileOf }: Layout, { indent, mark }: { indent: number; mark: string }): string[] {
    const where = writePlaces(places, fileOf);
    const head = mark === '' ? '' : `${mark} `;
    const lines = wrap(printable(where === '' ? text : `${text} ${where}`), width - indent - head.length);
    return lines.map((line, index) => ' '.repeat(indent) + (index === 0 ? head : ' '.repeat(head.length)) + dimPlaces(line, where, colors));
}

function dimPlaces(line: string, where: string, colors: Colors): string {
    for (const start of [where, ...where.split(' ')]) if (start !== '' && line.endsWith(start)) return line.slice(0, line.length - start.length) + colors.dim(start);
    return line;
}

function writeBrokers(advice: BrokerAdvice, layout: Layout): string[] {
    const { colors, width, fileOf } = layout;
    const title = (text: string) => ['', ...wrap(printable(text), width - 2).map(line => `  ${colors.bold(line)}`)];
    const sentence = (text: string, indent = 2) => wrap(printable(text), width - indent).map(line => ' '.repeat(indent) + line);
    const list = (remarks: readonly { text: string; places: readonly Origin[] }[], mark: string) => remarks.flatMap(one => remark(one, layout, { indent: 4, mark }));
    const { mix, needs, singles, changes, beside, asIs } = advice;
    const worth = describeWorth(advice);
    return [
        '', colors.bold('Which broker?'), '', ...sentence(concludeOnBrokers(advice)),
        ...title('What is asked, and how each keeps it'), ...writeMatrix(advice, colors),
        ...singles.flatMap(fit => {
            const [kind] = fit.kinds as [typeof fit.kinds[number]];
            const short = shortcomings(kind, needs);
            return [...title(`${serverNames[kind]} alone: ${describeFit(fit)}`), ...short.flatMap(one => remark(one, layout, { indent: 4, mark: one.kept === 'refused' ? colors.red('✗') : '○' }))];
        }),
        ...(asIs && asIs.kinds.length > 1 ? title(`As it is, ${nameKinds(asIs.kinds)}: ${describeFit(asIs)}`) : []),
        ...(mix && worth !== undefined ? [...title(`${nameKinds(mix.fit.kinds)} together: ${describeFit(mix.fit)}`), ...list(describeGains(advice), '+'), ...list(describeMixCosts(advice).map(text => ({ text, places: [] })), '-'), ...sentence(worth, 4)] : []),
        ...(changes.length > 0 ? [...title('What would change the answer'), ...changes.flatMap(({ without, speaksFor }) => remark({ text: `If nobody asked for '${without}', it would be ${nameKinds(speaksFor)}.`, places: needs.find(({ need }) => need === without)!.asked.filter(({ written }) => written).map(({ origin }) => origin) }, layout, { indent: 4, mark: '~' }))] : []),
        ...title('Beside all this'), ...list([...beside, { text: 'The embedded broker keeps all of it, in one process alone: it is for development and tests, and outlives nothing.', places: [] }, { text: 'Rates, delays and sizes of clusters are in no table of Sluice: measure them on your own machines. Who knows which server, and which runs already, weighs as much as all of this.', places: [] }], '·'),
        ...(advice.now.some(({ origin }) => origin) ? ['', `  ${colors.dim(`Read from ${writePlaces(advice.now.flatMap(({ origin }) => origin ?? []), fileOf)} and the channels.`)}`] : []),
    ];
}

const marks: Readonly<Record<Keeping['kept'], string>> = { native: '●', emulated: '○', refused: '✗' };

function writeMatrix({ needs }: BrokerAdvice, colors: Colors): string[] {
    const column = Math.max(...needs.map(({ need }) => need.length)) + 2;
    const counts = needs.map(({ asked }) => `${counted(asked.length, 'time')}, ${asked.filter(({ written }) => written).length} written`);
    const second = Math.max(...counts.map(text => text.length)) + 2;
    const cell = (text: string) => text.padEnd(10);
    return [
        `    ${' '.repeat(column + second)}${colors.dim(serverKinds.map(kind => cell(serverNames[kind])).join('').trimEnd())}`,
        ...needs.map(({ need, worst }, index) => `    ${need.padEnd(column)}${colors.dim(counts[index]!.padEnd(second))}${serverKinds.map(kind => cell(marks[worst[kind].kept])).join('').trimEnd()}`),
        `    ${colors.dim('● by itself  ○ by something beside it  ✗ not at all; the worst of all that ask')}`,
    ];
}
