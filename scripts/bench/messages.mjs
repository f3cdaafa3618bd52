import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const verbs = ['Placed', 'Shipped', 'Cancelled', 'Confirmed', 'Paid', 'Refunded', 'Reserved', 'Released'];

/** Writes the same system of `messages` messages of six fields twice: as Sluice and as Protobuf, in `files` files each. */
export function writeMessages(folder, { messages, files }) {
    const sluice = join(folder, 'sluice');
    const proto = join(folder, 'proto');
    mkdirSync(sluice, { recursive: true });
    const perFile = Math.ceil(messages / files);
    for (let file = 0; file < files; file++) {
        const context = `Area${file}`;
        const sluiceLines = [`context ${context} {`, `    owner "team-${file % 20}"`, ''];
        const protoFolder = join(proto, `area${file}`, 'v1');
        mkdirSync(protoFolder, { recursive: true });
        const protoLines = ['syntax = "proto3";', '', `package area${file}.v1;`, ''];
        for (let index = 0; index < perFile && file * perFile + index < messages; index++) {
            const name = `Thing${index}${verbs[index % verbs.length]}`;
            sluiceLines.push(
                `    /// Thing ${index} of area ${file} has been ${verbs[index % verbs.length].toLowerCase()}.`,
                `    public event ${name} {`,
                '        key thingId: uuid', '        customerId: uuid', '        note: string', '        quantity: int', '        weight: float', '        active: boolean',
                '    }', '',
            );
            protoLines.push(
                `// Thing ${index} of area ${file} has been ${verbs[index % verbs.length].toLowerCase()}.`,
                `message ${name} {`,
                '  string thing_id = 1;', '  string customer_id = 2;', '  string note = 3;', '  int32 quantity = 4;', '  double weight = 5;', '  bool active = 6;',
                '}', '',
            );
        }
        sluiceLines.push('}', '');
        writeFileSync(join(sluice, `area-${file}.sluice`), sluiceLines.join('\n'));
        writeFileSync(join(protoFolder, `area${file}.proto`), protoLines.join('\n'));
    }
    writeFileSync(join(sluice, 'sluice.config.json'), '{ "include": ["**/*.sluice"] }\n');
    writeFileSync(join(proto, 'buf.yaml'), 'version: v2\nlint:\n  use:\n    - STANDARD\n');
    return { sluice, proto };
}
