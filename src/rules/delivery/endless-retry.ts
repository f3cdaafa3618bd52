import { describeDuration, retrySpan } from '../../model/time-spans.js';
import { onceAPlace } from '../once-a-place.js';
import { defineRule } from '../rule.js';

const day = 86_400_000;

/** Retries that go on for so long that nobody hears of a failure while it matters. */
export const endlessRetry = defineRule({
    id: 'delivery/endless-retry',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A message is tried again so often, or for so long, that its failure comes to light too late.',
    reason: 'What fails a hundred times fails because of what it is, not because of the hour. Until the last retry nobody sees it, and it takes the place of what could be done.',
    bad: `context Ordering {
  public command ShipOrder { key orderId: uuid }
  queue Shipping {
    carries ShipOrder
    retry 10000 times, backoff 1s to 1m
  }
  service Warehouse { handle ShipOrder }
}

actor Packer { sends Ordering.ShipOrder }
`,
    good: `context Ordering {
  public command ShipOrder { key orderId: uuid }
  queue Shipping {
    carries ShipOrder
    retry 12 times, backoff 1s to 1h
  }
  service Warehouse { handle ShipOrder }
}

actor Packer { sends Ordering.ShipOrder }
`,
    whenToTurnOff: 'Where a system outside may be away for weeks, and nothing else can be done but to knock again.',
    source: [{ title: 'Enterprise Integration Patterns: Dead Letter Channel', url: 'https://www.enterpriseintegrationpatterns.com/patterns/messaging/DeadLetterChannel.html' }],
    options: {
        properties: {
            times: { description: 'The most retries that are not too many.', type: 'integer', minimum: 0 },
            days: { description: 'The most days from the first attempt to the last that are not too long.', type: 'number', minimum: 0 },
        },
        defaults: { times: 100, days: 14 },
    },
    messages: {
        often: "'{channel}' tries a message again {times} times, over {span}: what cannot be handled stays out of sight that long. Retry less often with longer waits, and look at '{deadLetter}' instead.",
        long: "'{channel}' tries a message again for {span}: what cannot be handled stays out of sight that long. Retry less often, and look at '{deadLetter}' instead.",
    },
    check({ options, report }) {
        const tell = onceAPlace(report);
        return {
            channel(channel) {
                const { name, retry, deadLetter, deliver, origin } = channel;
                if (retry.isDefault || deliver.value === 'at-most-once') return;
                const span = retrySpan(channel);
                const found = { origin: retry.origin ?? origin, data: { channel: name, span: describeDuration(span), deadLetter: deadLetter.value } };
                if (retry.value.times > options.times) tell({ ...found, message: 'often', data: { ...found.data, times: retry.value.times } });
                else if (span > options.days * day) tell({ ...found, message: 'long' });
            },
        };
    },
});
