import type { Expression, Origin, Reference } from '../../model/flow-model.js';
import type { Scenario } from '../../model/scenarios/scenario.js';
import { answersIn, saidBy } from '../../model/scenarios/said.js';
import { defineRule } from '../rule.js';

/** Scenarios that do not say what a scenario says. */
export const scenario = defineRule({
    id: 'language/scenario',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'error',
    summary: 'A scenario does not say what has happened, what happens and what must come of it.',
    reason: 'A scenario is run as it stands: one in which nothing happens, or nothing is asked, shows nothing.',
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  command PlaceOrder { key orderId: uuid }
  aggregate Order by orderId {
    handle PlaceOrder -> OrderPlaced
    on OrderPlaced {}
  }
  scenario "an order is placed" for Order {
    when PlaceOrder
  }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
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
        untitled: 'This scenario has no title. Say in a few words what it shows.',
        twice: 'There is another scenario "{title}", and nobody could tell which one has failed. Give one of them another title.',
        nothingHappens: "Nothing happens in this scenario. Add 'when' and a message, or let time pass with 'after'.",
        nothingAsked: "Nothing is asked in this scenario. Say with 'then' what must come of it.",
        late: "What has happened comes before what happens. Move this 'given' above the first 'when' or 'after'.",
        command: "'{name}' is a command, and 'given' says what has happened. Name the event that came of it, or what code makes of it: 'given {text} -> …'.",
        question: "'{name}' is a question, and 'given' says what has happened. Ask it with 'when', or say what code answers: 'given {text} -> answer …'.",
        part: "'{name}' is a part, and neither happens nor comes. Name a message, or a question.",
        noQuestion: "Nothing has been asked here since something was last expected. Ask first: 'when' and a query.",
        severalQuestions: "Several questions were asked, and this does not say which one has this answer. Ask them one after the other, each with its own 'then answer'.",
        send: "'{name}' is a command, which is sent to its handler, not published. Write 'send {text}'.",
        publish: "'{name}' is an event, which is published to whoever listens, not sent. Leave out 'send'.",
        calculated: 'A scenario has values that are written out, and this has to be worked out first. Write the value itself.',
        counted: "'{name}' is no message, so it cannot be counted. Leave out the number.",
        noProcess: "'{name}' is no process, so it stands in no state and does not end. Say what its fields are instead.",
        nowhere: "This does not say where '{name}' stands. Write '{text} in' and a state, or '{text} ended'.",
        processField: "'{field}' cannot be seen from outside the process '{name}': of its fields, only the key '{key}' is told. Look at what it sends.",
    },
    check({ model, graph, types, report }) {
        const titles = new Map<string, Scenario>();
        for (const each of model.scenarios) {
            const { title, origin, steps } = each;
            const first = titles.get(title);
            if (title.trim() === '') report({ origin, message: 'untitled' });
            else if (first) report({ origin, message: 'twice', data: { title }, related: [{ origin: first.origin, message: `The first "${title}"` }] });
            else titles.set(title, each);
            const begins = steps.findIndex(({ kind }) => kind === 'when' || kind === 'after');
            if (begins < 0) report({ origin, message: 'nothingHappens' });
            if (!steps.some(({ kind }) => kind === 'then')) report({ origin, message: 'nothingAsked' });
            for (const [index, step] of steps.entries()) {
                for (const { assignments } of saidBy(step)) for (const { value } of assignments) checkLiteral(value);
                for (const { value } of answersIn(step)) checkLiteral(value);
                switch (step.kind) {
                    case 'given':
                        if (begins >= 0 && index > begins) report({ origin: step.origin, message: 'late' });
                        for (const { message } of step.messages) {
                            const known = graph.message(message.target);
                            const data = { name: nameOf(message), text: message.text };
                            if (isQuestion(message)) report({ origin: message.origin, message: 'question', data });
                            else if (isPart(message)) report({ origin: message.origin, message: 'part', data });
                            else if (known?.kind === 'command') report({ origin: message.origin, message: 'command', data: { name: known.name, text: message.text } });
                        }
                        break;
                    case 'when':
                        for (const { message } of step.messages) if (isPart(message)) report({ origin: message.origin, message: 'part', data: { name: nameOf(message) } });
                        break;
                    case 'answer':
                        for (const answer of step.answers) if (answer.kind === 'publish' || answer.kind === 'send') checkSend(answer.message, answer.kind === 'send');
                        break;
                    case 'then':
                        for (const expectation of step.expectations) {
                            if (expectation.kind === 'answer' && expectation.questions.length !== 1) report({ origin: expectation.origin, message: expectation.questions.length === 0 ? 'noQuestion' : 'severalQuestions' });
                            if (!('target' in expectation) || expectation.kind === 'unknown') continue;
                            const { kind, target, send, count, state, ended, assignments } = expectation;
                            const data = { name: nameOf(target), text: target.text };
                            if (kind === 'message' && (send || count !== 0)) checkSend(target, send);
                            if (kind !== 'message' && count !== undefined && count > 0) report({ origin: target.origin, message: 'counted', data: { name: data.name } });
                            if (kind !== 'process') {
                                if (state || ended) report({ origin: target.origin, message: 'noProcess', data: { name: data.name } });
                                continue;
                            }
                            if (!state && !ended && count !== 0) report({ origin: target.origin, message: 'nowhere', data });
                            const key = types.keyed(target.target ?? '')?.key ?? '';
                            for (const { field, origin: place } of assignments) if (field !== key) report({ origin: place, message: 'processField', data: { field, name: data.name, key } });
                        }
                        break;
                }
            }
        }

        function checkLiteral(expression: Expression): void {
            switch (expression.kind) {
                case 'text': case 'number': case 'boolean': case 'null': case 'duration': case 'date': case 'name': return;
                case 'list': return expression.items.forEach(checkLiteral);
                case 'record': return expression.assignments.forEach(({ value }) => checkLiteral(value));
                case 'negate': if (expression.operand.kind === 'number') return;
            }
            report({ origin: expression.origin, message: 'calculated' });
        }

        function isQuestion({ target }: Reference): boolean {
            return graph.query(target) !== undefined;
        }

        function isPart({ target }: Reference): boolean {
            return target !== undefined && !graph.message(target) && !graph.query(target);
        }

        function checkSend({ target, text, origin }: { target?: string; text: string; origin: Origin }, send: boolean): void {
            const message = graph.message(target);
            if (!message || (message.kind === 'command') === send) return;
            if (send) report({ origin, message: 'publish', data: { name: message.name } });
            else report({ origin, message: 'send', data: { name: message.name, text } });
        }
    },
});

function nameOf({ text }: Reference): string {
    return text.replace(/^.*\./, '');
}
