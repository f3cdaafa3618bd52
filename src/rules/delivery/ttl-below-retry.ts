import { attemptsWithin, describeDuration, retrySpan } from '../../model/time-spans.js';
import { onceAPlace } from '../once-a-place.js';
import { defineRule } from '../rule.js';

/** A message that expires before its retries are over. */
export const ttlBelowRetry = defineRule({
    id: 'delivery/ttl-below-retry',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A message expires before its last retry comes.',
    reason: 'The retries were chosen to outlast a failure. If the message is too old before they are over, the last of them never come, and the longest waits are those that are lost.',
    bad: `context Notifications {
  public command SendReminder { key reminderId: uuid }
  queue Outbox {
    carries SendReminder
    ttl 1 minute
    retry 8 times, backoff 2s to 5m
  }
  service Mailer { handle SendReminder }
}

actor Calendar { sends Notifications.SendReminder }
`,
    good: `context Notifications {
  public command SendReminder { key reminderId: uuid }
  queue Outbox {
    carries SendReminder
    ttl 1 hour
    retry 8 times, backoff 2s to 5m
  }
  service Mailer { handle SendReminder }
}

actor Calendar { sends Notifications.SendReminder }
`,
    whenToTurnOff: 'Where the time to live is what counts and the retries only fill it; "retry" with as many times as fit says that better.',
    source: [{ title: 'RabbitMQ: Time-to-Live and Expiration', url: 'https://www.rabbitmq.com/docs/ttl' }],
    messages: {
        expires: "A message of '{channel}' expires after {ttl}, but its {times} retries wait for {span}: no more than {attempts} of its {all} attempts are ever made. Let it live longer, or retry less.",
    },
    check({ report }) {
        const tell = onceAPlace(report);
        return {
            channel(channel) {
                const { name, timeToLive, retry, origin } = channel;
                const span = retrySpan(channel);
                // Nobody has asked for the language's own retries.
                if (!timeToLive || retry.isDefault || span <= timeToLive.value) return;
                tell({
                    origin: timeToLive.origin ?? origin,
                    message: 'expires',
                    data: {
                        channel: name, ttl: describeDuration(timeToLive.value), times: retry.value.times, span: describeDuration(span),
                        attempts: attemptsWithin(timeToLive.value, channel), all: retry.value.times + 1,
                    },
                    related: retry.origin ? [{ origin: retry.origin, message: `Tried again for ${describeDuration(span)}` }] : [],
                });
            },
        };
    },
});
