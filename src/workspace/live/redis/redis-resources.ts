import type { BrokerScope } from '../../../model/brokers/broker-scope.js';
import { buildRedisStreams } from '../../../targets/redis/streams.js';
import { keyOf, type ActualResource, type Resource, type ResourceKind } from '../resource.js';

/** The kinds of resources on Redis, which have no settings: a key is a stream or something else, and a group began somewhere. */
export const redisKinds: readonly ResourceKind[] = [
    { name: 'stream', defaults: { type: 'stream' }, ruleFor: () => ({ way: 'recreate' }) },
    { name: 'group', defaults: {}, ruleFor: () => ({ way: 'initial' }) },
];

/** What a specification asks of a Redis broker: the streams and consumer groups of the generated `setup.txt`. */
export function redisResources(scope: BrokerScope): Resource[] {
    return buildRedisStreams(scope).flatMap(({ key, groups }) => [toStream(key, 'stream', 0), ...groups.map(({ name, start }): Resource => ({ ...toGroup(key, name, 0), settings: { start } }))]);
}

/** A key as it is on a server. */
export function toStream(key: string, type: string, messages: number): ActualResource {
    return { kind: 'stream', name: key, needs: [], settings: { type }, messages };
}

/** A consumer group of a stream; where it began cannot be seen any more. */
export function toGroup(key: string, group: string, messages: number): ActualResource {
    return { kind: 'group', name: `${key}/${group}`, needs: [keyOf({ kind: 'stream', name: key })], settings: {}, messages };
}
