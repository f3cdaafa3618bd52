import { defineRule } from '../rule.js';

/** A process that nothing starts. */
export const noStart = defineRule({
    id: 'process/no-start',
    since: '0.1.0',
    set: 'recommended@1',
    severity: 'error',
    fix: 'unsafe',
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
    whenToTurnOff: 'While a process is still being written down.',
    messages: {
        noStart: "Nothing starts the process '{process}', so it never runs. Write 'start on {event} -> …'.",
    },
    check({ model, report }) {
        for (const { name, starts, anywhere, origin } of model.processes) {
            if (starts.length > 0) continue;
            const [first] = anywhere;
            report({
                origin,
                message: 'noStart',
                data: { process: name, event: first?.event.text ?? 'EVENT' },
                fixes: anywhere.length === 1
                    ? [{ title: `Start on '${first!.event.text}'`, safe: false, edits: [{ uri: first!.origin.uri, range: { start: first!.origin.range.start, end: first!.origin.range.start }, newText: 'start ' }] }]
                    : [],
            });
        }
    },
});
