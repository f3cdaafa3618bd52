import { stepsOf } from '../../model/processes/process-steps.js';
import type { MessageOutput, Part } from '../../model/flow-model.js';
import { wordsOf } from '../../model/names.js';
import { defineRule } from '../rule.js';
import { usesAcross } from './context-dependencies.js';
import { findEventCalls, replyWords } from './event-calls.js';

/** An event that is a command to the one part that listens to it. */
export const passiveAggressiveEvent = defineRule({
    id: 'coupling/passive-aggressive-event',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    summary: 'An event has one consumer, in another context, and demands something of it: by its name, or because that one must answer with a command.',
    reason: 'What is meant as an order is told as news: nobody has to obey it, nobody says that it cannot be done, and whoever needs it done does not notice.',
    bad: `context Ordering {
  public event InvoiceRequested { key orderId: uuid }
  service Orders { every 1 hour -> InvoiceRequested }
}

context Billing {
  service Invoices { on Ordering.InvoiceRequested }
}
`,
    good: `context Ordering {
  service Orders { every 1 hour -> send Billing.IssueInvoice }
}

context Billing {
  public command IssueInvoice { key orderId: uuid }
  service Invoices { handle IssueInvoice }
}
`,
    whenToTurnOff: 'Where the event has consumers outside of the system: declare them, by an actor that `sees` it or in an external context, and it is not found any more.',
    source: [
        { title: 'Martin Fowler: What do you mean by "Event-Driven"?', url: 'https://martinfowler.com/articles/201701-event-driven.html' },
        { title: 'Oskar Dudycz: Passive-Aggressive Events', url: 'https://event-driven.io/en/passive_aggressive_events/' },
    ],
    options: {
        properties: { endings: { type: 'array', items: { type: 'string' }, uniqueItems: true, description: 'Last words of the name of an event by which it demands something, in small letters.' } },
        defaults: { endings: ['requested', 'needed', 'required'] as readonly string[] },
    },
    messages: {
        demands: "'{event}' demands something, and only '{consumer}' listens: it is a command that nobody has to carry out or to refuse. Send '{other}' a command instead.",
        answered: "Only '{consumer}' listens to '{event}', and always answers by sending '{command}' to '{context}': the two do together what '{context}' wants done. Send '{other}' a command, and let it tell by an event what came of it.",
    },
    check({ graph, options: { endings }, report }) {
        // A question that is answered by an event is told as that.
        const questions = new Set(findEventCalls({ graph }, replyWords).map(({ request }) => request.id));
        const takenAcross = new Set<string>();
        for (const { use: { kind, message } } of usesAcross(graph)) if (kind === 'reacts' || kind === 'evolves') takenAcross.add(message);
        return {
            message({ id, kind, name, context, origin, latest }) {
                if (kind !== 'event' || !latest || !takenAcross.has(id) || graph.context(context)?.external || questions.has(id)) return;
                const [use, ...others] = graph.consumersOf(id);
                if (!use || use.context === undefined || use.context === context || others.some(({ by }) => by !== use.by)) return;
                const consumer = graph.part(use.by)!;
                // What is only written down is news, and what another system does with it is its own affair.
                if (consumer.kind === 'projection' || graph.isExternal(consumer)) return;
                const data = { event: name, consumer: use.by, other: use.context };
                const related = [{ origin: use.origin, message: `Only '${use.by}' takes it` }];
                const answer = answersTo(id, consumer).find(({ message }) => graph.message(message.target)?.context === context);
                if (endings.includes(wordsOf(name).at(-1)!)) report({ origin, message: 'demands', data, related });
                else if (answer) {
                    report({
                        origin,
                        message: 'answered',
                        data: { ...data, command: graph.message(answer.message.target)!.name, context },
                        related: [...related, { origin: answer.origin, message: 'It answers here' }],
                    });
                }
            },
        };
    },
});

/** What a part sends every time that it takes an event. */
function answersTo(event: string, part: Part): MessageOutput[] {
    if (part.kind === 'process') {
        return stepsOf(part).flatMap(({ event: { target }, condition, actions }) => (target === event && !condition ? actions.filter(action => action.kind === 'send') : []));
    }
    if (part.kind !== 'service') return [];
    return part.reactions.flatMap(({ event: { target }, condition, outcome }) => {
        if (target !== event || condition || outcome?.alternatives.length !== 1) return [];
        return outcome.alternatives[0]!.flatMap(output => (output.kind === 'send' && !output.optional && !output.many ? [output] : []));
    });
}
