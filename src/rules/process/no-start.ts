import type { Rule } from '../rule.js';

/** A process that nothing starts. */
export const noStart: Rule = {
    id: 'process/no-start',
    severity: 'error',
    summary: 'A process has no `start`.',
    reason: 'An instance of a process comes to be by the event that starts it. Without one the process never runs, and whatever it waits for is ignored.',
    bad: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  process Fulfilment by orderId {
    on OrderPlaced -> end
  }
}
`,
    good: `context Ordering {
  event OrderPlaced { key orderId: uuid }
  process Fulfilment by orderId {
    start on OrderPlaced -> end
  }
}
`,
    check({ model, report }) {
        for (const { name, starts, anywhere, origin } of model.processes) {
            if (starts.length > 0) continue;
            const [first] = anywhere;
            report({
                origin,
                message: `Nothing starts the process '${name}', so it never runs. Write 'start on ${first?.event.text ?? 'EVENT'} -> …'.`,
                fixes: anywhere.length === 1
                    ? [{ title: `Start on '${first!.event.text}'`, safe: false, edits: [{ uri: first!.origin.uri, range: { start: first!.origin.range.start, end: first!.origin.range.start }, newText: 'start ' }] }]
                    : [],
            });
        }
    },
};
