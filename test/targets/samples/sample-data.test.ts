import { expect, it } from 'vitest';
import { createRandom } from '../../../src/runtime/random.js';
import { SampleData } from '../../../src/targets/samples/sample-data.js';
import { formats } from '../../../src/model/formats.js';
import { modelOf } from '../../support/model-of.js';

it('a text has the format that its field asks for, whatever name its type has, and although an example has not', async () => {
    const model = await modelOf(`
        context Shop {
          type Address = string
          type Contact = Address
          event CustomerRegistered { key customerId: uuid  contact: Contact @format(email)  site: string @format(uri) @example("none", "https://example.org/ada")  home: string @format(hostname) @example("no host!") }
        }`);
    const samples = new SampleData(model, createRandom('1'), () => 0);
    for (let count = 0; count < 20; count++) {
        const { contact, site, home } = samples.object(model.messages[0]!.fields);
        expect(contact).toMatch(formats.email!);
        expect(site).toBe('https://example.org/ada');
        expect(home).toMatch(formats.hostname!);
    }
});
