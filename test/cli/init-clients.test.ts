import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { projectFiles } from '../../src/cli/init/project-files.js';

const dependenciesOf = (text: string) => (JSON.parse(projectFiles({ name: 'x', version: '1.0.0', out: 'generated', handlers: 'handlers', specifications: [text] }).get('package.json')!) as { dependencies?: Record<string, string> }).dependencies;

it('a new project has the clients of its brokers, in the versions that ours are tried with', () => {
    const own = JSON.parse(readFileSync('package.json', 'utf8')) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
    const versions = { ...own.devDependencies, ...own.dependencies };
    const all = dependenciesOf('broker a kafka\nbroker b rabbitmq\nbroker c nats\nbroker d redis\n')!;
    expect(Object.keys(all)).toHaveLength(4);
    for (const [name, version] of Object.entries(all)) expect(version).toBe(versions[name]);
    expect(dependenciesOf('broker a redis')).toEqual({ ioredis: versions.ioredis });
    expect(dependenciesOf('broker a memory')).toBeUndefined();
});
