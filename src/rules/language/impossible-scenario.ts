import type { Part, Reference } from '../../model/flow-model.js';
import { takesUnknown } from '../../model/taken-messages.js';
import { matchAlternative, Possibilities } from '../../model/scenarios/possible.js';
import type { Scenario, ScenarioStep } from '../../model/scenarios/scenario.js';
import { defineRule } from '../rule.js';

/** Scenarios that no run can take as they stand. */
export const impossibleScenario = defineRule({
    id: 'language/impossible-scenario',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'error',
    summary: 'A scenario brings what nobody takes, expects what nobody gives, or has code answer what it cannot.',
    reason: 'Such a scenario fails in every run, or shows less than it seems to, whatever the parts do.',
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  event OrderShipped { key orderId: uuid }
  command PlaceOrder { key orderId: uuid }
  aggregate Order by orderId {
    handle PlaceOrder -> OrderPlaced
    on OrderPlaced {}
  }
  scenario "an order is placed" for Order {
    when PlaceOrder
    then OrderShipped
  }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  event OrderShipped { key orderId: uuid }
  command PlaceOrder { key orderId: uuid }
  aggregate Order by orderId {
    handle PlaceOrder -> OrderPlaced
    on OrderPlaced {}
  }
  scenario "an order is placed" for Order {
    when PlaceOrder
    then OrderPlaced
  }
}
`,
    whenToTurnOff: 'It is a matter of the language itself: leave it on.',
    messages: {
        foreignSubject: "'{name}' is a part of another system, and is not run. Leave out 'for {text}', or name a part of your own.",
        givenToPart: "'{name}' changes nothing in '{part}', so it makes no difference that it has happened. Leave it out{else}.",
        givenToNobody: "'{name}' changes nothing in any part, so it makes no difference that it has happened. Leave it out.",
        whenToPart: "'{part}' does not take '{name}', and the scenario is for '{part}' alone. Bring what it takes, or leave out 'for {part}'.",
        whenToNobody: "No part of this system takes '{name}', so nothing can come of it. Bring what a part takes.",
        askedOfPart: "'{part}' does not answer '{name}', and the scenario is for '{part}' alone. Ask what it answers, or leave out 'for {part}'.",
        askedOfNobody: "No part of this system answers '{name}', so there will be no answer. Ask what a part answers.",
        thenOfPart: "'{part}' never gives '{name}', and the scenario is for '{part}' alone. Expect what it gives, or leave out 'for {part}'.",
        thenOfNobody: "No part of this system gives '{name}', so it cannot come of anything. Expect what a part gives.",
        otherPart: "'{name}' stands still in a scenario for '{part}' alone. Look at '{part}', or leave out 'for {part}'.",
        noCode: "Code decides nothing about '{name}' here, so there is nothing to answer. {hint}",
        answerQuestion: "'{name}' is a question. Say what code answers: 'given {text} -> answer …'.",
        noQuestion: "'{name}' is no question, so there is nothing to answer. Say what comes of it.",
        noState: "Code does not say what '{name}' makes of '{state}': the specification does, or '{name}' does not change it. Leave it out.",
        noAnswer: "This is no outcome of '{name}'. What code may decide: {outcomes}.",
        noReply: "'{name}' is told by no other system that takes '{command}'. Its own context '{context}' can publish its events, nothing else.",
    },
    check({ model, graph, types, report }) {
        const possible = new Possibilities(model, types);
        const someTakeUnknown = model.scenarios.length > 0 && [model.services, model.aggregates, model.projections, model.processes].some(parts => parts.some(takesUnknown));
        for (const scenario of model.scenarios) {
            const { subject } = scenario;
            // Of a name that does not resolve nothing is known.
            if (subject && subject.target === undefined) continue;
            const part = possible.part(subject?.target);
            if (subject && !part) {
                report({ origin: subject.origin, message: 'foreignSubject', data: { name: nameOf(subject), text: subject.text } });
                continue;
            }
            // What a part takes under a name that does not resolve may be what happens here.
            if (part ? takesUnknown(part) : someTakeUnknown) continue;
            for (const step of scenario.steps) checkStep(step, scenario, part);
        }

        function checkStep(step: ScenarioStep, scenario: Scenario, part: Part | undefined): void {
            switch (step.kind) {
                case 'given':
                    for (const { message } of step.messages) {
                        if (graph.message(message.target)?.kind !== 'event' || possible.isEvolvedBy(message.target!, part)) continue;
                        const reacts = possible.isTaken(message.target!, part);
                        if (part) report({ origin: message.origin, message: 'givenToPart', data: { name: nameOf(message), part: part.name, else: reacts ? ", or let it happen with 'when'" : '' } });
                        else report({ origin: message.origin, message: 'givenToNobody', data: { name: nameOf(message) } });
                    }
                    break;
                case 'when':
                    for (const { message } of step.messages) {
                        if (message.target === undefined || possible.isTaken(message.target, part)) continue;
                        const isQuestion = graph.query(message.target) !== undefined;
                        if (!isQuestion && !graph.message(message.target)) continue;
                        if (part) report({ origin: message.origin, message: isQuestion ? 'askedOfPart' : 'whenToPart', data: { name: nameOf(message), part: part.name } });
                        else report({ origin: message.origin, message: isQuestion ? 'askedOfNobody' : 'whenToNobody', data: { name: nameOf(message) } });
                    }
                    break;
                case 'then':
                    for (const expectation of step.expectations) {
                        if (!('target' in expectation) || expectation.target.target === undefined) continue;
                        const { target: { target, origin }, kind, count } = expectation;
                        const name = nameOf(expectation.target);
                        if (kind !== 'message') {
                            if (part && target !== part.id) report({ origin, message: 'otherPart', data: { name, part: part.name } });
                        } else if (count !== 0 && !possible.isGiven(target!, part) && !repliesOf(scenario).has(target!)) {
                            if (part) report({ origin, message: 'thenOfPart', data: { name, part: part.name } });
                            else report({ origin, message: 'thenOfNobody', data: { name } });
                        }
                    }
                    break;
                case 'answer': checkAnswer(step, part); break;
                case 'after': break;
            }
        }

        function checkAnswer({ message: { message: asked }, answers }: ScenarioStep & { kind: 'answer' }, part: Part | undefined): void {
            const { target, text } = asked;
            if (target === undefined) return;
            const message = graph.message(target);
            const name = nameOf(asked);
            if (message?.kind === 'command' && graph.isExternal(message)) {
                for (const answer of answers) {
                    const event = 'message' in answer ? graph.message(answer.message.target) : undefined;
                    if (event?.kind === 'event' && event.context === message.context) continue;
                    report({ origin: answer.origin, message: 'noReply', data: { name: 'message' in answer ? nameOf(answer.message) : answer.kind, command: name, context: message.context } });
                }
                return;
            }
            const places = possible.codeAt(target, part);
            if (places.length === 0) {
                report({ origin: asked.origin, message: 'noCode', data: { name, hint: part && possible.codeAt(target).length > 0 ? `The scenario is for '${part.name}' alone.` : 'The specification alone says what comes of it.' } });
                return;
            }
            if (places.some(({ kind }) => kind === 'answer')) {
                const other = answers.find(({ kind }) => kind !== 'answer');
                if (other || answers.length !== 1) report({ origin: other?.origin ?? asked.origin, message: 'answerQuestion', data: { name, text } });
                return;
            }
            for (const answer of answers) {
                if (answer.kind === 'answer') report({ origin: answer.origin, message: 'noQuestion', data: { name } });
                if (answer.kind === 'state' && !places.some(place => place.kind === 'state' && place.part.id === answer.message.target)) report({ origin: answer.origin, message: 'noState', data: { name, state: nameOf(answer.message) } });
            }
            const told = answers.filter(({ kind }) => kind !== 'answer' && kind !== 'state');
            if (told.length === 0 && answers.length > 0) return;
            const alternatives = places.flatMap(place => (place.kind === 'outcome' ? place.outcome.alternatives : []));
            const outputs = places.flatMap(place => (place.kind === 'output' ? [place.output] : []));
            const unfilled = told.filter(answer => answer.kind !== 'send' || !outputs.some(({ message: { target: filled } }) => filled === answer.message.target));
            if (answers.length === 0 ? alternatives.length > 0 : unfilled.length === 0 || [told, unfilled].some(some => alternatives.some(parts => matchAlternative(some, parts)))) return;
            const known = [
                ...alternatives.map(parts => parts.map(each => (each.kind === 'reject' ? `reject "${each.reason}"` : `${each.kind === 'send' ? 'send ' : ''}${each.message.text}`)).join(' and ')),
                ...outputs.map(output => `send ${output.message.text}`),
                ...places.flatMap(place => (place.kind === 'state' ? [place.part.name] : [])),
            ];
            report({ origin: answers[0]?.origin ?? asked.origin, message: 'noAnswer', data: { name, outcomes: [...new Set(known)].map(each => `'${each}'`).join(', ') } });
        }
    },
});

/** What other systems tell in a scenario. */
function repliesOf({ steps }: Scenario): Set<string> {
    return new Set(steps.flatMap(step => (step.kind === 'answer' ? step.answers.flatMap(answer => ('message' in answer ? answer.message.target ?? [] : [])) : [])));
}

function nameOf({ text }: Reference): string {
    return text.replace(/^.*\./, '');
}
