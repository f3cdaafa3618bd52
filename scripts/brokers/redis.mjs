import { writeFileSync } from 'node:fs';
import { checkContract } from './contract.mjs';
import { startRedis } from './redis-server.mjs';
import { expect, expectSame } from './report.mjs';

/** Feeds each system's `setup.txt` to redis-cli, loads its `users.acl`, and looks what is there and who may do what; then tries every behaviour of brokers. Gives what became of those. */
export async function check({ systems, folder, section }) {
    const redis = await startRedis(folder);
    for (const { name, files } of systems) {
        const setup = files['setup.txt'];
        await redis.ask('FLUSHALL');
        await section.check(`${name}: setup.txt makes the streams and groups, and nothing else`, async () => {
            expectSame(errorsIn(redis.feed(setup)), [], 'errors');
            expectSame(await groupsOnServer(redis), groupsIn(setup), 'groups');
        });
        await section.check(`${name}: setup.txt can be run again`, async () => {
            expectSame(errorsIn(redis.feed(setup)).filter(line => !line.startsWith('BUSYGROUP')), [], 'errors');
            expectSame(await groupsOnServer(redis), groupsIn(setup), 'groups');
        });
        await section.check(`${name}: users.acl is taken, and gives each user its own keys`, async () => {
            writeFileSync(redis.users, files['users.acl']);
            expectSame(await redis.ask('ACL', 'LOAD'), 'OK', 'ACL LOAD');
            for (const line of files['users.acl'].trimEnd().split('\n')) await checkUser(redis, line);
        });
    }
    await redis.ask('FLUSHALL');
    redis.close();
    return checkContract('redis', { server: redis, folder, section });
}

/** Answers that begin with an error's code; what is echoed begins with a small letter, a space or "Generated". */
function errorsIn(output) {
    return output.split('\n').filter(line => /^[A-Z]{3,}\b/.test(line));
}

/** What the lines of a set-up leave behind: for each stream its groups. */
function groupsIn(setup) {
    const groups = {};
    for (const line of setup.split('\n').filter(text => text.startsWith('XGROUP '))) {
        const [, action, key, group] = line.match(/"(?:[^"\\]|\\.)*"|\S+/g).map(word => (word.startsWith('"') ? JSON.parse(word) : word));
        groups[key] = action === 'CREATE' ? [...groups[key] ?? [], group].sort() : groups[key].filter(other => other !== group);
    }
    return groups;
}

async function groupsOnServer(redis) {
    const groups = {};
    for (const key of (await redis.ask('KEYS', '*')).sort()) groups[key] = (await redis.ask('XINFO', 'GROUPS', key)).map(([, name]) => name).sort();
    return groups;
}

async function checkUser(redis, line) {
    const [, name, ...rules] = line.split(' ');
    const may = async (...command) => await redis.ask('ACL', 'DRYRUN', name, ...command) === 'OK';
    const [, flags, , passwords] = await redis.ask('ACL', 'GETUSER', name);
    expectSame({ passwords, open: flags.includes('nopass') }, { passwords: [], open: false }, name);
    for (const rule of rules) {
        const [, access, key] = /^(%W)?~(.*)$/.exec(rule) ?? [];
        if (key === undefined || key.includes('*')) continue;
        for (const command of [['XADD', key, '*', 'a', 'b'], ['XLEN', key]]) expect(await may(...command), `${name} cannot ${command.join(' ')}`);
        const readable = access === undefined;
        expectSame(await may('XREADGROUP', 'GROUP', 'g', 'c', 'STREAMS', key, '>'), readable, `${name} reading ${key}`);
        if (!readable) continue;
        const settling = [['XACK', key, 'g', '0-1'], ['XDEL', key, '0-1'], ['XPENDING', key, 'g'], ['XAUTOCLAIM', key, 'g', 'c', '0', '0']];
        for (const command of settling) expect(await may(...command), `${name} cannot ${command.join(' ')}`);
    }
    const forbidden = [['XADD', 'somebody-elses', '*', 'a', 'b'], ['FLUSHALL'], ['ACL', 'LIST'], ['CONFIG', 'GET', '*']];
    for (const command of forbidden) expect(!await may(...command), `${name} may ${command.join(' ')}`);
}
