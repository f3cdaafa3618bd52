/** Something to be written behind a word, and what it says. */
export interface SignatureParameter {
    label: string;
    documentation: string;
}

/** How something is written: words stand as they are, parameters are what is to be filled in. */
export interface Signature {
    parts: readonly (string | SignatureParameter)[];
    documentation: string;
}

const duration = (label: string, documentation: string): SignatureParameter => ({ label, documentation: `${documentation} A duration: \`500ms\`, \`30s\`, \`2 hours\`.` });

const channelClauses: readonly Signature[] = [
    { parts: ['retry', { label: 'TIMES', documentation: 'How often a failing message is tried again.' }, 'times', ',', 'backoff', duration('FIRST', 'The pause before the second try; each one after it is twice as long.'), 'to', duration('LONGEST', 'No pause is longer.')], documentation: 'Tries a failing message again.' },
    { parts: ['retain', { label: 'AMOUNT', documentation: 'How long or how much is kept: `30 days`, `10 GB`, or `forever`.' }], documentation: 'What the topic keeps.' },
    { parts: ['partitions', { label: 'COUNT', documentation: 'How many ways the topic is split. Order holds within one.' }], documentation: 'Splits the topic.' },
    { parts: ['order', 'by', { label: 'FIELD', documentation: 'Messages with the same value stay in order; or `key`, or `none`.' }], documentation: 'What stays in order.' },
    { parts: ['route', 'by', { label: 'FIELD, …', documentation: 'Conditions on these fields become routing of the broker.' }], documentation: 'Lets the broker route.' },
    { parts: ['deliver', { label: 'GUARANTEE', documentation: '`at-most-once`, `at-least-once` or `exactly-once`.' }], documentation: 'How often a message arrives.' },
    { parts: ['dead', 'letter', { label: 'NAME', documentation: 'The channel for messages that could not be handled.' }], documentation: 'Where messages go that could not be handled.' },
    { parts: ['ttl', duration('AGE', 'A message that waits longer is given up.')], documentation: 'How long a message may wait.' },
    { parts: ['delay', duration('PAUSE', 'A message is handed out this much later.')], documentation: 'Hands messages out later.' },
    { parts: ['priority', { label: 'LOWEST', documentation: 'The priority of what waits longest.' }, '..', { label: 'HIGHEST', documentation: 'The priority of what goes first.' }], documentation: 'Hands out messages of higher priority first.' },
    { parts: ['limit', { label: 'AMOUNT', documentation: 'How much the channel holds: `1000 messages`, `1 GB`.' }], documentation: 'How much the channel holds.' },
    { parts: ['rate', { label: 'COUNT', documentation: 'How many messages at most.' }, 'per', duration('INTERVAL', 'In which time.')], documentation: 'How fast messages are handed out.' },
    { parts: ['deduplicate', duration('WINDOW', 'Messages of one id are taken once within this time.')], documentation: 'Takes a message once.' },
    { parts: ['name', { label: '"NAME"', documentation: 'What the channel is called on the broker.' }], documentation: "The channel's name on the broker." },
];

const partClauses: readonly Signature[] = [
    { parts: ['concurrency', { label: 'COUNT', documentation: 'How many messages are handled at a time.' }], documentation: 'How many messages are handled at a time.' },
    { parts: ['idempotent', 'by', { label: 'FIELD', documentation: 'Handling the same value twice has one effect.' }], documentation: 'What tells that a message has been handled before.' },
    { parts: ['timeout', duration('LIMIT', 'Handling that takes longer has failed.')], documentation: 'How long handling may take.' },
    { parts: ['group', { label: 'NAME', documentation: 'Consumers of one name share the messages.' }], documentation: 'Who shares the messages.' },
    { parts: ['batch', { label: 'COUNT', documentation: 'How many messages at most are taken together.' }, 'within', duration('INTERVAL', 'How long to wait for more.')], documentation: 'Takes several messages at once.' },
    { parts: ['every', { label: 'INTERVAL or "CRON"', documentation: 'A duration such as `1 hour`, or a cron expression: `"0 3 * * *"`.' }], documentation: 'Does something again and again.' },
];

/** The clauses of a block, by the word that its declaration begins with. */
export const clausesOf: ReadonlyMap<string, readonly Signature[]> = new Map([
    ...['topic', 'queue', 'system'].map(kind => [kind, channelClauses] as const),
    ...['service', 'aggregate', 'projection', 'process'].map(kind => [kind, partClauses] as const),
]);

const list: SignatureParameter = { label: 'LIST', documentation: 'A list: `event.lines`.' };
const each = (documentation: string): SignatureParameter => ({ label: 'VALUE', documentation: `${documentation} \`item\` is the item.` });

/** What takes arguments in parentheses, by its name; annotations with their `@`. */
export const callables: ReadonlyMap<string, Signature> = new Map([
    ['@deprecated', { parts: [{ label: '"INSTEAD"', documentation: 'What to use instead: `"use OrderBooked"`.' }, { label: 'until: DATE', documentation: 'The day from which it is gone: `2027-06-30`.' }], documentation: 'Should no longer be used.' }],
    ['@format', { parts: [{ label: 'FORMAT', documentation: 'What the text looks like: `email`, `uri`, `date-time`, `ipv4`, `hostname`, … as in JSON Schema.' }], documentation: 'What a string looks like. It is checked where messages arrive.' }],
    ['@example', { parts: [{ label: 'VALUE', documentation: 'A value as it may occur.' }], documentation: 'A value for documents and made-up messages.' }],
    ['count', { parts: [list, { label: 'CONDITION', documentation: 'Counts only what fulfils it. `item` is the item.' }], documentation: 'How many items a list has.' }],
    ['sum', { parts: [list, each('What is added up of each item.')], documentation: 'What the items of a list add up to.' }],
    ['min', { parts: [list, each('What is compared of each item.')], documentation: 'The smallest of a list, or of two values: `min(state.total, 100)`.' }],
    ['max', { parts: [list, each('What is compared of each item.')], documentation: 'The largest of a list, or of two values: `max(state.total, 100)`.' }],
]);
