import { findRoutes } from '../../../targets/brokers/routes.js';
import { buildConsumers } from '../../../targets/nats/consumers.js';
import { buildStreams } from '../../../targets/nats/streams.js';
import type { BrokerScope } from '../../../model/brokers/broker-scope.js';
import type { FlowModel } from '../../../model/flow-model.js';
import { writeDuration } from '../../../model/time-spans.js';
import { keyOf, type ActualResource, type Json, type Resource, type ResourceKind, type SettingRule, type Settings } from '../resource.js';

/** What JetStream's API says of a stream. */
export interface StreamInfo {
    readonly config: Settings & { readonly name: string };
    readonly state: { readonly messages: number };
}

/** What JetStream's API says of a consumer. */
export interface ConsumerInfo {
    readonly stream_name: string;
    readonly name: string;
    readonly config: Settings;
    readonly num_pending: number;
    readonly num_ack_pending: number;
    readonly delivered: { readonly stream_seq: number };
    readonly ack_floor: { readonly stream_seq: number };
}

const inPlace: SettingRule = { way: 'in-place' };
const anew: SettingRule = { way: 'recreate' };
const bounds = new Set(['max_age', 'max_bytes', 'max_msgs', 'max_msgs_per_subject']);
const spans = new Set(['max_age', 'duplicate_window', 'ack_wait', 'inactive_threshold']);

/** The kinds of resources on NATS; settings that are in neither list of defaults are left as they are. */
export const natsKinds: readonly ResourceKind[] = [
    {
        name: 'stream',
        defaults: {
            description: '', subjects: [], retention: 'limits', storage: 'file', discard: 'old', max_age: 0, max_bytes: -1, max_msgs: -1, max_msgs_per_subject: -1,
            duplicate_window: 120_000_000_000, num_replicas: 1, max_consumers: -1, max_msg_size: -1, no_ack: false, sealed: false, deny_delete: false, deny_purge: false,
            allow_rollup_hdrs: false, discard_new_per_subject: false, mirror: null, sources: [], republish: null, subject_transform: null,
        },
        ruleFor: (setting, from, to) => {
            if (['retention', 'storage', 'max_consumers', 'mirror'].includes(setting)) return anew;
            // Once denied, always denied.
            if (['deny_delete', 'deny_purge', 'sealed'].includes(setting) && to === false) return anew;
            if (bounds.has(setting) && isTighter(from, to)) return { way: 'in-place', caution: 'messages beyond it are deleted at once' };
            return inPlace;
        },
        describe: describeSpan,
    },
    {
        name: 'consumer',
        resumes: true,
        defaults: {
            description: '', deliver_policy: 'all', ack_policy: 'explicit', ack_wait: 30_000_000_000, max_deliver: -1, max_ack_pending: 1000, filter_subject: '', filter_subjects: [],
            replay_policy: 'instant', max_waiting: 512, num_replicas: 0, headers_only: false, rate_limit_bps: 0, sample_freq: '', inactive_threshold: 0, backoff: [], max_batch: 0,
            max_expires: 0, max_bytes: 0, mem_storage: false, deliver_subject: '', pause_until: null,
        },
        ruleFor: setting => {
            // Where it began is of no more interest, and a replay begins elsewhere.
            if (setting === 'deliver_policy') return { way: 'initial' };
            return ['ack_policy', 'replay_policy', 'max_waiting', 'deliver_subject'].includes(setting) ? anew : inPlace;
        },
        describe: describeSpan,
    },
];

const [streamKind, consumerKind] = natsKinds as [ResourceKind, ResourceKind];

/** What a specification asks of a NATS broker: the streams and consumers of the generated `jetstream.json`. */
export function natsResources(model: FlowModel, scope: BrokerScope): Resource[] {
    return [
        ...buildStreams(scope).map(({ name, ...settings }): Resource => ({ kind: 'stream', name, needs: [], settings: complete(settings, streamKind) })),
        ...buildConsumers(scope, subscription => findRoutes(model, subscription)).map(({ stream, config: { durable_name: name, ...settings } }): Resource => ({
            kind: 'consumer', name: `${stream}/${name}`, needs: [keyOf({ kind: 'stream', name: stream })], settings: consumerSettings(settings),
        })),
    ];
}

/** A stream as it is on a server. */
export function toStream({ config: { name, ...config }, state }: StreamInfo): ActualResource {
    return { kind: 'stream', name, needs: [], settings: complete(config, streamKind), messages: state.messages };
}

/** A consumer as it is on a server. */
export function toConsumer({ stream_name: stream, name, config, num_pending: waiting, num_ack_pending: inHand }: ConsumerInfo): ActualResource {
    return { kind: 'consumer', name: `${stream}/${name}`, needs: [keyOf({ kind: 'stream', name: stream })], settings: consumerSettings(config), messages: waiting + inHand };
}

/** Settings as JetStream's API takes them: what is null there is left out. */
export function toConfig(settings: Settings): Record<string, Json> {
    return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null));
}

function consumerSettings(config: Settings): Settings {
    const settings = complete(config, consumerKind);
    // Of what nobody acknowledges there is nothing to wait for; some versions name these all the same.
    return settings['ack_policy'] === 'none' ? { ...settings, ack_wait: null, max_ack_pending: null } : settings;
}

function complete(config: object, { defaults }: ResourceKind): Settings {
    const given = config as Settings;
    return Object.fromEntries(Object.keys(defaults).map(name => [name, given[name] ?? defaults[name]!]));
}

function isTighter(from: Json | undefined, to: Json | undefined): boolean {
    const bound = (value: Json | undefined) => (typeof value === 'number' && value > 0 ? value : Infinity);
    return bound(to) < bound(from);
}

function describeSpan(setting: string, value: Json): string | undefined {
    return spans.has(setting) && typeof value === 'number' && value > 0 && value % 1_000_000 === 0 ? writeDuration(value / 1_000_000) : undefined;
}
