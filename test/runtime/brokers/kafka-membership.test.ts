import { heartbeatV4, joinGroupV7, leaveGroupV4, syncGroupV5 } from '@platformatic/kafka';
import { expect, it } from 'vitest';
import { encodeAssignment } from '../../../src/runtime/brokers/kafka/assignment.js';
import { GroupMember } from '../../../src/runtime/brokers/kafka/group-member.js';
import type { KafkaLink } from '../../../src/runtime/brokers/kafka/link.js';

/** A server with a group of one program, to which it gives all there is each time. */
function serverWith(topic: string): { readonly link: KafkaLink; readonly asked: string[] } {
    const asked: string[] = [];
    const answers = new Map<unknown, [string, object]>([
        [joinGroupV7.api, ['join', { errorCode: 0, memberId: 'me', leader: 'other', generationId: 1, members: [] }]],
        [syncGroupV5.api, ['sync', { errorCode: 0, assignment: encodeAssignment(new Map([[topic, [0]]])) }]],
        [heartbeatV4.api, ['beat', { errorCode: 0 }]],
        [leaveGroupV4.api, ['leave', { errorCode: 0 }]],
    ]);
    const ask = async (api: unknown): Promise<object> => {
        const [name, answer] = answers.get(api)!;
        asked.push(name);
        return answer;
    };
    return { link: { coordinatorOf: async () => 1, wire: () => ({ ask }), closeWire: async () => undefined } as unknown as KafkaLink, asked };
}

it('Who could not take what it was given, because the connection broke on the way to it, is given it again', async () => {
    const { link, asked } = serverWith('orders');
    let tries = 0;
    const member = new GroupMember(link, {
        group: 'desk', topics: ['orders'], sessionTimeout: 30_000, heartbeatInterval: 10_000,
        assigned: async partitions => {
            expect([...partitions]).toEqual([['orders', [0]]]);
            if (++tries === 1) throw new Error('Connection closed');
        },
        settle: async () => undefined,
        lost: () => undefined,
    });
    await member.begin();
    expect(tries).toBe(2);
    expect(asked.slice(0, 4)).toEqual(['join', 'sync', 'join', 'sync']);
    await member.leave();
    expect(asked.at(-1)).toBe('leave');
});
