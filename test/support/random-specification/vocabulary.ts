/** Words that random systems are made of. */
export const contextNames = ['Ordering', 'Billing', 'Shipping', 'Support', 'Fleet', 'Catalog'];

export const nouns = ['Order', 'Invoice', 'Parcel', 'Ticket', 'Device', 'Article'];

/** Base form and past form of what can be done to any of the nouns. */
export const verbs = [
    ['Place', 'Placed'], ['Ship', 'Shipped'], ['Cancel', 'Cancelled'], ['Approve', 'Approved'], ['Close', 'Closed'], ['Pay', 'Paid'],
    ['Register', 'Registered'], ['Withdraw', 'Withdrawn'],
] as const;

/** Half of them keywords of the language: every keyword can be a name. */
export const fieldNames = [
    'amount', 'reason', 'email', 'carrier', 'note', 'total', 'weight', 'label', 'priority', 'key', 'order', 'state', 'type', 'rate', 'event',
    'command', 'query', 'topic', 'queue', 'by', 'on', 'store', 'limit', 'version', 'days', 'name', 'status', 'end', 'start', 'send', 'after', 'from',
    'to', 'default', 'delete', 'where', 'size', 'hours', 'external', 'public', 'item', 'count', 'deliver', 'string', 'int', 'set', 'many', 'code',
];

export const enumValues = ['open', 'paid', 'late', 'end', 'state', 'retry', 'gold', 'none', 'customer', 'timeout', 'days', 'key'];

export const headerNames = ['tenant', 'region', 'locale'];

export const sentences = ['What was agreed.', 'Nobody reads this, says `Ada`.', 'Kept for the record: "as it was".', 'Größe in Zentimetern', 'a // b /* c'];

export const actorNames = ['Customer', 'Clerk', 'Auditor'];
