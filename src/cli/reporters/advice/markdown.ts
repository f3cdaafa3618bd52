import type { PatternAdvice, QuestionFacts } from '../../../model/advice/advice.js';
import { concludeOnBrokers, describeFit, describeGains, describeMixCosts, describeWorth, nameKinds, shortcomings } from '../../../model/advice/broker-words.js';
import type { BrokerAdvice } from '../../../model/advice/brokers.js';
import type { AdviceReport } from '../../../model/advice/report.js';
import { serverKinds, serverNames, type Keeping } from '../../../model/brokers/promises.js';
import type { Origin } from '../../../model/flow-model.js';
import { concludeOn, describeChange, writePlaces } from './words.js';

type FileOf = (uri: string) => string;

/** All advice with all reasons, as a Markdown document to be kept or discussed. */
export function reportAdviceMarkdown({ system, patterns, brokers }: AdviceReport, fileOf: FileOf): string {
    return `${[
        `# Advice${system === undefined ? '' : ` on ${system}`}`,
        ...(patterns ?? []).flatMap(({ question, advice }) => ['', `## ${question.asks}`, ...advice.flatMap(one => writeAdvice(one, question, fileOf))]),
        ...(brokers ? writeBrokers(brokers, fileOf) : []),
    ].join('\n')}\n`;
}

function writeAdvice(advice: PatternAdvice, question: QuestionFacts, fileOf: FileOf): string[] {
    const { subject: { kind, id, origin }, reasons, verdict, speaksFor, now } = advice;
    const change = describeChange(advice, question);
    return [
        '', `### ${kind} ${id}: ${verdict === 'agrees' ? 'as the facts say' : verdict === 'differs' ? 'otherwise' : 'undecided'}`, '',
        `${escape(concludeOn(advice, question))} ${code(writePlaces([origin], fileOf))}`, '',
        ...reasons.map(({ text, places, speaksFor: answer }) => item(`${answer === (speaksFor ?? now) ? 'for it' : 'against it'}: ${text}`, places, fileOf)),
        ...(change === undefined ? [] : ['', escape(change)]),
    ];
}

function writeBrokers(advice: BrokerAdvice, fileOf: FileOf): string[] {
    const { needs, singles, mix, asIs, changes, beside } = advice;
    const worth = describeWorth(advice);
    return [
        '', '## Which broker?', '', escape(concludeOnBrokers(advice)), '',
        `| asked | by | ${serverKinds.map(kind => serverNames[kind]).join(' | ')} | embedded |`, `| --- | --- | ${serverKinds.map(() => '---').join(' | ')} | --- |`,
        ...needs.map(({ need, means, asked, worst }) => `| \`${need}\`: ${means} | ${asked.length}, ${asked.filter(({ written }) => written).length} of them written ${code(writePlaces(asked.filter(({ written }) => written).map(({ origin }) => origin), fileOf))} | ${serverKinds.map(kind => cell(worst[kind])).join(' | ')} | by itself |`),
        ...singles.flatMap(fit => ['', `### ${nameKinds(fit.kinds)} alone`, '', `${describeFit(fit)}.`, '', ...shortcomings(fit.kinds[0]!, needs).map(({ text, places, kept }) => item(`${kept === 'refused' ? 'not at all' : 'by something beside it'}: ${text}`, places, fileOf))]),
        ...(asIs && asIs.kinds.length > 1 ? ['', `### As it is: ${nameKinds(asIs.kinds)}`, '', `${describeFit(asIs)}.`] : []),
        ...(mix && worth !== undefined ? ['', `### ${nameKinds(mix.fit.kinds)} together`, '', `${describeFit(mix.fit)}. ${worth}`, '', ...describeGains(advice).map(({ text, places }) => item(`gained: ${text}`, places, fileOf)), ...describeMixCosts(advice).map(text => item(`to be paid: ${text}`, [], fileOf))] : []),
        ...(changes.length > 0 ? ['', '### What would change the answer', '', ...changes.map(({ without, speaksFor }) => item(`If nobody asked for '${without}', it would be ${nameKinds(speaksFor)}.`, [], fileOf))] : []),
        ...(beside.length > 0 ? ['', '### Beside all this', '', ...beside.map(({ text, places }) => item(text, places, fileOf))] : []),
    ];
}

function cell({ kept, how, caution }: Keeping): string {
    return `${{ native: 'by itself', emulated: 'beside it', refused: '**not at all**' }[kept]}: ${escape(caution ?? how)}`;
}

function item(text: string, places: readonly Origin[], fileOf: FileOf): string {
    const where = writePlaces(places, fileOf, 12);
    return `- ${escape(text)}${where === '' ? '' : ` ${code(where)}`}`;
}

function code(text: string): string {
    return text === '' ? '' : `\`${text}\``;
}

function escape(text: string): string {
    return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*').replaceAll('_', '\\_');
}
