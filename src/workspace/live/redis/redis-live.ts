import { streamName } from '../../../model/brokers/nats-names.js';
import { SluiceError } from '../../../model/sluice-error.js';
import { RedisLink, type Answer } from '../../../runtime/brokers/redis/link.js';
import { ServerAddress, serverUrl } from '../../../runtime/brokers/shared/server-address.js';
import { failureReason } from '../../../runtime/failure-reason.js';
import { temporaryGroup } from '../../../targets/redis/setup.js';
import { eachAtOnce } from '../each-at-once.js';
import type { Found, LiveBroker } from '../live-broker.js';
import type { NoteOwner } from '../note-owner.js';
import type { ActualResource, Resource } from '../resource.js';
import { redisKinds, toGroup, toStream } from './redis-resources.js';

/** In milliseconds: somebody waits for the answer. */
const connectTimeout = 3000;

/** Connects to the Redis that the environment names for a broker. */
export async function openRedis(owner: NoteOwner): Promise<LiveBroker> {
    const address = new ServerAddress(serverUrl(undefined, owner.broker), { schemes: ['redis', 'rediss'], port: 6379, broker: `'${owner.broker}'` });
    const link = new RedisLink(address, { name: 'sluice', connectTimeout });
    await link.connect();
    return new RedisLive(link, owner);
}

class RedisLive implements LiveBroker {
    readonly address: string;
    readonly kinds = redisKinds;

    constructor(
        private readonly link: RedisLink,
        private readonly owner: NoteOwner,
    ) {
        this.address = String(link.address);
    }

    async read(keys: ReadonlySet<string>): Promise<Found> {
        const streams = [...keys].filter(key => key.startsWith('stream/')).map(key => key.slice('stream/'.length)).sort();
        const found = await eachAtOnce(streams, async key => {
            const type = String(await this.ask('TYPE', key));
            if (type === 'none') return [];
            // Whatever it is that is in the way, it would be lost.
            if (type !== 'stream') return [toStream(key, type, 1)];
            return [toStream(key, type, Number(await this.ask('XLEN', key))), ...(await this.groupsOf(key))];
        });
        return { resources: found.flat(), warnings: await this.doubts() };
    }

    async readNote(): Promise<string | undefined> {
        const text = await this.ask('GET', this.noteKey);
        return typeof text === 'string' ? text : undefined;
    }

    async writeNote(text: string): Promise<void> {
        await this.ask('SET', this.noteKey, text);
    }

    async create({ kind, name, needs, settings }: Resource): Promise<void> {
        if (kind === 'stream') {
            // A stream comes into being with a group alone.
            await this.ask('XGROUP', 'CREATE', name, temporaryGroup, '$', 'MKSTREAM');
            await this.ask('XGROUP', 'DESTROY', name, temporaryGroup);
        } else {
            await this.ask('XGROUP', 'CREATE', ...placeOf({ name, needs }), String(settings['start'] ?? '$'));
        }
    }

    async change(): Promise<void> {
        // Nothing on Redis has settings.
    }

    async countMessages({ kind, name, needs }: ActualResource): Promise<number> {
        if (kind === 'stream') return await this.ask('TYPE', name) === 'none' ? 0 : Number(await this.ask('XLEN', name));
        const [key] = placeOf({ name, needs });
        return (await this.groupsOf(key)).find(group => group.name === name)?.messages ?? 0;
    }

    async remove({ kind, name, needs }: ActualResource): Promise<unknown> {
        if (kind === 'stream') await this.ask('DEL', name);
        else if (await this.ask('EXISTS', placeOf({ name, needs })[0]) === 1) await this.ask('XGROUP', 'DESTROY', ...placeOf({ name, needs }));
        return undefined;
    }

    async close(): Promise<void> {
        this.link.close();
    }

    private get noteKey(): string {
        return `sluice:note:${streamName(this.owner.system)}:${streamName(this.owner.broker)}`;
    }

    private async groupsOf(key: string): Promise<ActualResource[]> {
        return (await this.ask('XINFO', 'GROUPS', key) as readonly (readonly Answer[])[]).map(fields => {
            const facts = new Map(fields.flatMap((field, index) => (index % 2 === 0 ? [[String(field), fields[index + 1]] as const] : [])));
            // Redis does not always know how much is before a group.
            return toGroup(key, String(facts.get('name')), Number(facts.get('pending') ?? 0) + Number(facts.get('lag') ?? 0));
        });
    }

    /** Who may not ask for the server's own settings is believed to know them. */
    private async doubts(): Promise<string[]> {
        const answer = await this.ask('CONFIG', 'GET', 'append*').catch(() => []);
        const words = Array.isArray(answer) ? answer.map(String) : [];
        const valueOf = (name: string) => words[words.indexOf(name) + 1];
        if (!words.includes('appendonly') || (valueOf('appendonly') === 'yes' && valueOf('appendfsync') === 'always')) return [];
        return [`Redis at ${this.address} may lose what it has confirmed when it is killed: it runs with appendonly ${valueOf('appendonly')} and appendfsync ${valueOf('appendfsync')}. Set 'appendonly yes' and 'appendfsync always'.`];
    }

    private async ask(name: string, ...words: string[]): Promise<Answer> {
        try {
            return await this.link.command(name, ...words);
        } catch (error) {
            const reason = this.link.address.strip(failureReason(error));
            throw new SluiceError(`Redis at ${this.address} refuses ${[name, ...words.slice(0, 2)].join(' ')}: ${reason}.`, reason.startsWith('NOPERM') ? { hint: 'The user needs to look at and change all streams of the system, and keys that begin with sluice:.' } : {});
        }
    }
}

/** The key and the name of a group. */
function placeOf({ name, needs }: Pick<Resource, 'name' | 'needs'>): [string, string] {
    const key = needs[0]!.slice('stream/'.length);
    return [key, name.slice(key.length + 1)];
}
