import { describeDuration } from '../../model/time-spans.js';
import { onceAPlace } from '../once-a-place.js';
import { defineRule } from '../rule.js';

/** Retries that follow each other without a wait, or whose waits are written the wrong way round. */
export const noBackoff = defineRule({
    id: 'delivery/no-backoff',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'Retries follow each other without a wait, or their waits are written the wrong way round.',
    reason: 'What failed a moment ago fails again. Without a wait all retries are gone before the cause is, and a system that is down is asked the more, the more it is down.',
    bad: `context Ordering {
  public command ShipOrder { key orderId: uuid }
  queue Shipping {
    carries ShipOrder
    retry 5 times, backoff 0s to 0s
  }
  service Warehouse { handle ShipOrder }
}

actor Packer { sends Ordering.ShipOrder }
`,
    good: `context Ordering {
  public command ShipOrder { key orderId: uuid }
  queue Shipping {
    carries ShipOrder
    retry 5 times, backoff 1s to 1m
  }
  service Warehouse { handle ShipOrder }
}

actor Packer { sends Ordering.ShipOrder }
`,
    whenToTurnOff: 'Where nothing but a race between two handlers ever fails, which a second attempt settles at once.',
    source: [{ title: 'AWS Builders\' Library: Timeouts, Retries and Backoff with Jitter', url: 'https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/' }],
    messages: {
        none: "'{channel}' tries a message again {times} times without a wait, as twice nothing is nothing: all of them fail for the same reason. Begin with a wait, as in 'backoff 1s to {to}'.",
        reversed: "The waits of '{channel}' begin at {from} and end at {to}, which is shorter: a broker refuses that. Write 'backoff {shorter} to {longer}'.",
    },
    check({ report }) {
        const tell = onceAPlace(report);
        return {
            channel({ name, retry, deliver, origin: declared }) {
                const { times, from, to } = retry.value;
                const origin = retry.origin ?? declared;
                if (deliver.value === 'at-most-once') return;
                if (to < from) {
                    const [shorter, longer] = [to, from].map(describeDuration) as [string, string];
                    tell({ origin, message: 'reversed', data: { channel: name, from: longer, to: shorter, shorter, longer } });
                    // One retry at once settles a race; more than one hammers.
                } else if (from === 0 && times > 1) {
                    tell({ origin, message: 'none', data: { channel: name, times, to: to === 0 ? '1m' : describeDuration(to) } });
                }
            },
        };
    },
});
