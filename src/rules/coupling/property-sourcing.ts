import type { Evolution, Message } from '../../model/flow-model.js';
import { wordsOf } from '../../model/names.js';
import { defineRule } from '../rule.js';

const changes = new Set(['changed', 'updated', 'modified', 'edited', 'set', 'replaced', 'altered']);

/** An aggregate with an event for each of its fields. */
export const propertySourcing = defineRule({
    id: 'coupling/property-sourcing',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    summary: 'Several events of one aggregate each tell that one of its fields was changed.',
    reason: 'They tell which columns changed and not what happened: whoever listens has to guess the business from them, and what was one decision arrives in pieces.',
    bad: `context Customers {
  public event CustomerNameChanged { key customerId: uuid  name: string }
  public event CustomerEmailChanged { key customerId: uuid  email: string }
  public event CustomerPhoneChanged { key customerId: uuid  phone: string }
  public command EditCustomer { key customerId: uuid  name: string  email: string  phone: string }
  aggregate Customer by customerId {
    name: string
    email: string
    phone: string
    handle EditCustomer -> CustomerNameChanged and CustomerEmailChanged and CustomerPhoneChanged
    on CustomerNameChanged { name = event.name }
    on CustomerEmailChanged { email = event.email }
    on CustomerPhoneChanged { phone = event.phone }
  }
}
`,
    good: `context Customers {
  public event CustomerMoved { key customerId: uuid  email: string  phone: string }
  public event CustomerMarried { key customerId: uuid  name: string }
  public command MoveCustomer { key customerId: uuid  email: string  phone: string }
  public command MarryCustomer { key customerId: uuid  name: string }
  aggregate Customer by customerId {
    name: string
    email: string
    phone: string
    handle MoveCustomer -> CustomerMoved
    handle MarryCustomer -> CustomerMarried
    on CustomerMoved {
      email = event.email
      phone = event.phone
    }
    on CustomerMarried { name = event.name }
  }
}
`,
    whenToTurnOff: 'For data that is only kept and corrected, where there is no business behind a change.',
    source: [{ title: 'Oskar Dudycz: Anti-patterns in event modelling, Property Sourcing', url: 'https://event-driven.io/en/property-sourcing/' }],
    options: {
        properties: { min: { type: 'integer', minimum: 2, description: 'How many such events of one aggregate are too many.' } },
        defaults: { min: 3 },
    },
    messages: {
        fields: "{count} events of '{aggregate}' each tell that one field was changed: {fields}. Tell what happened instead, by events that carry what changes with it.",
    },
    check: ({ graph, options: { min }, report }) => ({
        aggregate(aggregate) {
            if (aggregate.evolutions.length < min || graph.isExternal(aggregate)) return;
            const found = aggregate.evolutions.flatMap(evolution => {
                const field = copiedField(evolution);
                const message = field === undefined ? undefined : graph.message(evolution.event.target);
                return message && isAboutAlone(field!, message) ? [{ field: field!, message }] : [];
            });
            if (new Set(found.map(({ field }) => field)).size < min) return;
            report({
                origin: aggregate.origin,
                message: 'fields',
                data: { count: found.length, aggregate: aggregate.name, fields: found.map(({ field }) => `'${field}'`).join(', ') },
                related: found.map(({ field, message }) => ({ origin: message.origin, message: `'${message.name}' changes '${field}'` })),
            });
        },
    }),
});

/** The field of an event that is all that it changes. */
function copiedField({ statements }: Evolution): string | undefined {
    const [statement, ...others] = statements;
    if (statement?.kind !== 'assign' || others.length > 0 || statement.value.kind !== 'path') return undefined;
    const { root, segments: [field] } = statement.value;
    return root === 'event' ? field : undefined;
}

/** True of an event that by its name and payload changes one field, and that alone: `EmailChanged { email }`. */
function isAboutAlone(field: string, { name, fields }: Message): boolean {
    const words = wordsOf(name);
    if (!changes.has(words.at(-1)!) || !` ${words.join(' ')} `.includes(` ${wordsOf(field).join(' ')} `)) return false;
    // When it was is no change of its own.
    const payload = fields.filter(({ role, type }) => role === 'payload' && !(type.kind === 'primitive' && ['timestamp', 'date'].includes(type.name)));
    return payload.length === 1;
}
