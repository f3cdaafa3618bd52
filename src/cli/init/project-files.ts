import { kebabCase } from '../../model/names.js';

/** By the kind of a broker, the package by which a generated program speaks to it, in the version that it was tried with. */
const clients: readonly (readonly [kind: string, name: string, version: string])[] = [
    ['kafka', '@platformatic/kafka', '1.35.0'],
    ['nats', '@nats-io/transport-node', '3.4.0'],
    ['rabbitmq', 'amqplib', '2.3.1'],
    ['redis', 'ioredis', '6.0.0'],
];

/** What makes a project of a template's specifications, whatever the template; with the clients of the brokers that they name. */
export function projectFiles({ name, version, out, handlers, specifications }: { name: string; version: string; out: string; handlers: string; specifications: readonly string[] }): Map<string, string> {
    const needed = clients.filter(([kind]) => specifications.some(text => new RegExp(`^broker\\s+\\S+\\s+${kind}\\b`, 'm').test(text)));
    const manifest = {
        name: kebabCase(name).replace(/[^a-z0-9-]+/g, '-').replace(/^-+|-+$/g, '') || 'messages',
        version: '0.0.0',
        private: true,
        type: 'module',
        scripts: {
            check: 'sluice check',
            format: 'sluice format',
            generate: 'sluice generate',
            test: 'sluice test',
            'test:generated': 'sluice generate && tsc -p tsconfig.test.json && cd dist && node --test',
            run: 'sluice run',
            graph: 'sluice graph',
            start: `sluice generate && tsc --noEmit false --rootDir . --outDir dist && node dist/${handlers}/main.js`,
            typecheck: 'sluice generate && tsc',
        },
        ...(needed.length > 0 && { dependencies: Object.fromEntries(needed.map(([, client, clientVersion]) => [client, clientVersion])) }),
        devDependencies: { '@types/node': '^20.19.0', sluice: version, typescript: '^5.9.0' },
    };
    const compiler = {
        compilerOptions: { target: 'ES2022', module: 'NodeNext', lib: ['ES2022', 'DOM'], types: [], strict: true, noEmit: true, skipLibCheck: true },
        include: [out, handlers],
        exclude: ['**/*.test.ts'],
    };
    // Tests run in Node and know its types; what is generated needs none.
    const testCompiler = { extends: './tsconfig.json', compilerOptions: { types: ['node'], noEmit: false, rootDir: '.', outDir: 'dist' }, exclude: ['dist'] };
    return new Map([
        ['package.json', `${JSON.stringify(manifest, undefined, 2)}\n`],
        ['tsconfig.json', `${JSON.stringify(compiler, undefined, 2)}\n`],
        ['tsconfig.test.json', `${JSON.stringify(testCompiler, undefined, 2)}\n`],
        ['.gitignore', 'node_modules/\ndist/\n'],
    ]);
}
