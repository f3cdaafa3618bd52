import { lanesOf, streamName } from '../../model/brokers/nats-names.js';
import { compareText, type BrokerScope } from '../../model/brokers/broker-scope.js';
import type { FlowModel } from '../../model/flow-model.js';
import { encodeToken } from '../brokers/routes.js';
import { heading, type ConfigurationOptions } from '../brokers/output.js';
import { findUsers, passwordVariable, type BrokerUser } from '../brokers/users.js';

/**
 * `users.conf`, for the server's configuration to include (https://docs.nats.io/running-a-nats-service/configuration/securing_nats/authorization):
 * a user for each context, actor and for a program that runs the whole system, with what it needs of JetStream's own subjects; and
 * `sluice.administrator`, who may make streams and consumers. Passwords are the environment's.
 */
export function writeUsers(model: FlowModel, scope: BrokerScope, options: ConfigurationOptions): string {
    const users = usersIn(model, scope).map(({ user, publish, subscribe }) => {
        // Only the user's own replies come to it.
        subscribe.add(`${inboxOf(user.name)}.>`);
        publish.add('$JS.API.INFO');
        return entry(scope.broker, user.name, { publish, subscribe, responds: user.answers.length > 0 });
    });
    const administrator = entry(scope.broker, administratorName, { publish: new Set(['$JS.API.>']), subscribe: new Set(['_INBOX.>']), responds: false });
    return `# ${heading(options)}\n# A password that is no plain word stands in quotation marks: '"correct horse"'.\nauthorization {\n  users: [\n${[...users, administrator].join('\n')}\n  ]\n}\n`;
}

/** Who makes streams and consumers. */
export const administratorName = 'sluice.administrator';

/** All who can sign in at a broker. */
export function natsUserNames(model: FlowModel, scope: BrokerScope): string[] {
    return [...usersIn(model, scope).map(({ user }) => user.name), administratorName];
}

/** Those who have something to do there. */
function usersIn(model: FlowModel, scope: BrokerScope): (Permissions & { readonly user: BrokerUser })[] {
    return findUsers(model, scope).map(user => ({ user, ...permissionsOf(user, scope) })).filter(({ publish, subscribe }) => publish.size + subscribe.size > 0);
}

/** Where a user's replies come to. As the runtime writes it. */
function inboxOf(user: string): string {
    return `_INBOX.${encodeToken(user)}`;
}

interface Permissions {
    readonly publish: Set<string>;
    readonly subscribe: Set<string>;
}

function permissionsOf({ publishes, consumes, asks, answers, prepares }: BrokerUser, { channels, deadLetters }: BrokerScope): Permissions {
    const publish = new Set<string>();
    const subscribe = new Set<string>();
    const write = (stream: string) => {
        publish.add(`$JS.API.STREAM.INFO.${stream}`);
        publish.add(`${stream}.>`);
    };
    const read = (stream: string, consumer: string) => {
        publish.add(`$JS.API.STREAM.INFO.${stream}`);
        for (const request of ['INFO', 'MSG.NEXT']) publish.add(`$JS.API.CONSUMER.${request}.${stream}.${consumer}`);
        publish.add(`$JS.ACK.${stream}.${consumer}.>`);
    };
    for (const { channel, subscriptions } of channels) {
        const stream = streamName(channel.physicalName.value);
        if (publishes(channel)) write(stream);
        for (const subscription of subscriptions.filter(consumes)) {
            for (const { suffix } of lanesOf(channel)) read(stream, `${streamName(subscription.name)}${suffix}`);
            const letters = streamName(subscription.deadLetter);
            write(letters);
            // Programs look for the consumer of a dead letter queue that is no channel.
            if (deadLetters.some(({ name }) => name === subscription.deadLetter)) publish.add(`$JS.API.CONSUMER.INFO.${letters}.${letters}`);
        }
    }
    if (prepares) {
        for (const { channel, subscriptions } of channels) {
            const stream = streamName(channel.physicalName.value);
            publish.add(`$JS.API.STREAM.INFO.${stream}`);
            for (const { name } of subscriptions) for (const { suffix } of lanesOf(channel)) publish.add(`$JS.API.CONSUMER.INFO.${stream}.${streamName(name)}${suffix}`);
        }
        for (const { name } of deadLetters) {
            const letters = streamName(name);
            publish.add(`$JS.API.STREAM.INFO.${letters}`);
            publish.add(`$JS.API.CONSUMER.INFO.${letters}.${letters}`);
        }
    }
    for (const query of asks) publish.add(questionSubject(query));
    for (const query of answers) subscribe.add(questionSubject(query));
    return { publish, subscribe };
}

/** Where a question is asked. As the runtime writes it. */
function questionSubject(query: string): string {
    return `sluice.ask.${streamName(query)}`;
}

function entry(broker: string, name: string, { publish, subscribe, responds }: Permissions & { readonly responds: boolean }): string {
    const list = (subjects: ReadonlySet<string>) => `[${[...subjects].sort(compareText).map(subject => JSON.stringify(subject)).join(', ')}]`;
    return [
        '    {',
        `      user: ${JSON.stringify(name)}`,
        `      password: $${passwordVariable(broker, name)}`,
        '      permissions: {',
        `        publish: { allow: ${list(publish)} }`,
        `        subscribe: { allow: ${list(subscribe)} }`,
        ...(responds ? ['        allow_responses: true'] : []),
        '      }',
        '    }',
    ].join('\n');
}
