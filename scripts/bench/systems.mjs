import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A system of at least so many `declarations` or `messages`, which is the examples over and over, each copy in contexts of its own.
 * Gives the text of each file by URI (`file:///0/shop/ordering/order.sluice`), and how much it is.
 */
export function copyExamples(root, { declarations: wantedDeclarations = 0, messages: wantedMessages = 0 }) {
    const examples = ['shop', 'trading', 'telemetry', 'meetings'].map(name => readExample(root, name));
    const texts = new Map();
    let [declarations, messages, copies] = [0, 0, 0];
    const isEnough = () => declarations >= wantedDeclarations && messages >= wantedMessages;
    for (; !isEnough(); copies++) {
        for (const example of examples) {
            if (isEnough()) break;
            declarations += example.declarations;
            messages += example.messages;
            const pattern = new RegExp(`\\b(${example.names.join('|')})\\b`, 'g');
            for (const { name, text } of example.files) {
                // One system has one name.
                const single = copies === 0 && name.startsWith('shop/') ? text : text.replace(/^system \w+/m, '');
                texts.set(`file:///${copies}/${name}`, single.replaceAll(pattern, `$1${copies}x`));
            }
        }
    }
    return { texts, declarations, messages, copies };
}

function readExample(root, name) {
    const folder = join(root, 'examples', name);
    const files = readdirSync(folder, { recursive: true }).filter(path => path.endsWith('.sluice')).map(path => ({ name: `${name}/${path}`, text: readFileSync(join(folder, path), 'utf8') }));
    const code = files.map(({ text }) => text.replaceAll(/\/\/.*$/gm, '')).join('\n');
    const names = [...code.matchAll(/^(?:external\s+)?(?:context|broker|actor)\s+(\w+)/gm)].map(([, found]) => found);
    const declared = code.match(/^\s*(?:public\s+)?(?:system|broker|context|external context|event|command|query|type|enum|topic|queue|service|aggregate|projection|process|actor)\s+\w+/gm);
    return { files, names: [...new Set(names)], declarations: declared.length, messages: code.match(/^\s*(?:public\s+)?(?:event|command)\s+\w+/gm).length };
}
