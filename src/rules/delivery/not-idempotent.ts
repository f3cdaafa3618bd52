import type { Message, Origin, Outcome, Reference } from '../../model/flow-model.js';
import { readersOf } from '../../model/readers.js';
import { defineRule } from '../rule.js';

/** A service that acts outside and would do so twice for a message that comes twice. */
export const notIdempotent = defineRule({
    id: 'delivery/not-idempotent',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A service has effects outside, and nothing keeps a message that comes twice from having them twice.',
    reason: 'At least once means: sometimes twice. A repeated message is recognized by its id, but who sends it anew after a failure gives it another one; only a field of its own says that it is the same letter, payment or booking.',
    bad: `context Notifications {
  public command SendInvoice { key invoiceId: uuid }
  service Mailer { handle SendInvoice -> send MailServer.DeliverMail }
}

external context MailServer {
  public command DeliverMail { text: string(1..20000) }
}

actor Accountant { sends Notifications.SendInvoice }
`,
    good: `context Notifications {
  public command SendInvoice { key invoiceId: uuid }
  service Mailer {
    handle SendInvoice -> send MailServer.DeliverMail
    idempotent by invoiceId
  }
}

external context MailServer {
  public command DeliverMail { text: string(1..20000) }
}

actor Accountant { sends Notifications.SendInvoice }
`,
    whenToTurnOff: 'Suppress it where the effect does no harm the second time, and say why.',
    source: [{ title: 'Enterprise Integration Patterns: Idempotent Receiver', url: 'https://www.enterpriseintegrationpatterns.com/patterns/messaging/IdempotentReceiver.html' }],
    options: {
        properties: {
            effects: {
                description: 'What counts as an effect outside: "external", a command to another system without a key by which it could be recognized; "commands", every command that a service handles.',
                enum: ['external', 'commands'],
            },
        },
        defaults: { effects: 'external' as 'external' | 'commands' },
    },
    messages: {
        external: "When '{cause}' comes twice, '{service}' sends '{command}' twice, and '{receiver}' cannot know, as the command has no key. Write 'idempotent by' a field of '{cause}' that is the same both times.",
        command: "When '{cause}' is sent twice, '{service}' does its work twice. Write 'idempotent by' a field of '{cause}' that is the same both times.",
        noField: "'{service}' is idempotent by '{field}', but nothing that it takes has such a field, so that only messages of the same id are recognized. Name a field of what it takes.",
    },
    check({ model, graph, options, report }) {
        const readers = readersOf(model);
        const repeated = ({ target }: Reference) => {
            const message = graph.message(target);
            return message && graph.channelOf(message.id)?.deliver.value !== 'at-most-once' ? message : undefined;
        };
        for (const service of model.services) {
            const { idempotentBy } = service.settings;
            if (!idempotentBy.isDefault) {
                const taken = readers.by(service).flatMap(({ messages }) => messages).map(id => graph.message(id)!);
                if (taken.length > 0 && !taken.some(({ fields }) => fields.some(({ name }) => name === idempotentBy.value))) {
                    report({ origin: idempotentBy.origin ?? service.origin, message: 'noField', data: { service: service.name, field: idempotentBy.value } });
                }
                continue;
            }
            if (graph.isExternal(service)) continue;
            const unknown: { cause: Message; command: Message; origin: Origin }[] = [];
            const look = (reference: Reference, { alternatives }: Outcome) => {
                for (const outputs of alternatives) {
                    for (const output of outputs) {
                        if (output.kind !== 'send') continue;
                        const command = graph.message(output.message.target);
                        if (!command || !graph.isExternal(command) || !isUnknown(command)) continue;
                        const cause = repeated(reference);
                        if (cause) unknown.push({ cause, command, origin: output.message.origin });
                    }
                }
            };
            for (const { command, branches } of service.handles) for (const { outcome } of branches) look(command, outcome);
            for (const { event, outcome } of service.reactions) if (outcome) look(event, outcome);
            // Told once a service, because one clause is what is missing.
            const [effect] = unknown;
            if (effect) {
                report({
                    origin: service.origin,
                    message: 'external',
                    data: { service: service.name, cause: effect.cause.name, command: effect.command.name, receiver: effect.command.context },
                    related: unknown.map(({ cause, command, origin }) => ({ origin, message: `'${command.name}' goes out for every '${cause.name}'` })),
                });
            } else if (options.effects === 'commands') {
                const causes = [...service.handles.map(({ command }) => command), ...service.reactions.map(({ event }) => event)];
                const commands = causes.flatMap(cause => {
                    const message = repeated(cause);
                    return message?.kind === 'command' ? [{ origin: cause.origin, name: message.name }] : [];
                });
                const [command] = commands;
                if (!command) continue;
                report({
                    origin: service.origin,
                    message: 'command',
                    data: { service: service.name, cause: command.name },
                    related: commands.map(({ origin, name }) => ({ origin, message: `'${service.name}' does the work of '${name}'` })),
                });
            }
        }
    },
});

/** A key may be the same both times, even if code makes it; without one nothing can be. */
function isUnknown({ fields }: Message): boolean {
    return !fields.some(({ role }) => role === 'key');
}
