import type { FlowModel } from '../flow-model.js';
import type { AdviceSubject, PatternAdvice, QuestionFacts } from './advice.js';
import { adviseOnBrokers, type BrokerAdvice } from './brokers.js';
import { adviseOnPatterns, patternQuestions } from './patterns.js';

/** All advice on a system; what was not asked for, or has nothing to be said of, is missing. */
export interface AdviceReport {
    system?: string;
    patterns?: { question: QuestionFacts; advice: PatternAdvice[] }[];
    brokers?: BrokerAdvice;
}

/** Advice on `topic`, or on both; only on elements named `about`, by name or id, where that is given. */
export function advise(model: FlowModel, { topic, about }: { topic?: 'pattern' | 'broker'; about?: string } = {}): AdviceReport {
    const isAsked = ({ name, id }: AdviceSubject) => about === undefined || name === about || id === about;
    const report: AdviceReport = { ...(model.systems[0] && { system: model.systems[0].name }) };
    if (topic !== 'broker') {
        const all = adviseOnPatterns(model).filter(({ subject }) => isAsked(subject));
        report.patterns = patternQuestions.map(question => ({ question, advice: all.filter(({ question: id }) => id === question.id) })).filter(({ advice }) => advice.length > 0);
    }
    if (topic !== 'pattern' && about === undefined) {
        const brokers = adviseOnBrokers(model);
        if (brokers) report.brokers = brokers;
    }
    return report;
}
