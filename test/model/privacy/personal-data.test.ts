import { describe, expect, it } from 'vitest';
import type { FlowModel } from '../../../src/model/flow-model.js';
import { personalDataOf, writePath, type FieldHolder } from '../../../src/model/privacy/personal-data.js';
import { personalPathsIn } from '../../../src/model/privacy/personal-values.js';
import { readFlow } from '../../rules/check-flow.js';

async function modelOf(text: string): Promise<FlowModel> {
    const { model, diagnostics } = await readFlow(text, { rules: [] });
    expect(diagnostics).toEqual([]);
    return model;
}

/** The personal paths of the event `Told` in a context of these declarations, and whose mark makes each so. */
async function pathsOf(declarations: string): Promise<string[]> {
    const model = await modelOf(`context People {\n${declarations}\n}`);
    const message = model.messages.find(({ name }) => name === 'Told')!;
    return personalDataOf(model).pathsOf(message).map(path => `${writePath(path)} by ${path.marked.name}`);
}

describe('the personal paths of a message', () => {
    it('are those of marked fields, whatever their types', async () => {
        expect(await pathsOf('event Told { key id: uuid  name: string @pii  born: date? @format(date) @pii  notes: map<string>[] @pii  city: string }'))
            .toEqual(['name by name', 'born by born', 'notes by notes']);
    });

    it('lead into types, lists, maps and unions', async () => {
        expect(await pathsOf(`
            type Address { street: string @pii  city: string }
            type Card { holder: string @pii }
            type Account { iban: string  holder: string @pii }
            event Told { home: Address  others: Address[1..3]?  named: map<Address>  paidBy: Card or Account }`))
            .toEqual(['home.street by street', 'others.street by street', 'named.street by street', 'paidBy.holder by holder']);
    });

    it('follow other names of types, each of which may be marked itself', async () => {
        expect(await pathsOf(`
            type Email @pii = string
            type Contact = Email
            type Recipients = Contact[]
            enum Gender @pii { female, male, other }
            type Plain = string
            event Told { to: Recipients  gender: Gender  subject: Plain }`))
            .toEqual(['to by Email', 'gender by Gender']);
    });

    it('end where a type is personal as a whole', async () => {
        expect(await pathsOf(`
            type Street { name: string @pii }
            type Address @pii { street: Street  city: string }
            event Told { home: Address  office: Address @pii }`))
            .toEqual(['home by Address', 'office by office']);
    });

    it('are all fields of a message that is marked, but its key', async () => {
        expect(await pathsOf('event Told @pii { key id: uuid  name: string  header tenant: string }')).toEqual(['name by name', 'tenant by tenant']);
    });

    it('come to an end in types that hold themselves', async () => {
        expect(await pathsOf(`
            type Person { name: string @pii  children: Person[]  partner: Couple? }
            type Couple { first: Person }
            type Endless = Endless[]
            event Told { couple: Couple  endless: Endless }`))
            .toEqual(['couple.first.name by name']);
    });

    it('lead into the rows of projections and the state of aggregates', async () => {
        expect(await pathsOf(`
            event Told { profile: Profile  member: Member }
            projection Profile by id { email: string @pii  on Told key "1" { email = "" } }
            aggregate Member by id { name: string @pii }`))
            .toEqual(['profile.email by email', 'member.name by name']);
    });

    it('know what else is written on the way to them', async () => {
        const model = await modelOf(`context People {
            type Home @held = Address[]
            type Address @postal { street: string @pii @sealed  city: string @loud }
            event Told @pii { home: Home  office: Home @shut  name: string @open }
            event Heard { home: Home @shut }
        }`);
        const [told, heard] = model.messages.map(message => personalDataOf(model).pathsOf(message).map(path => [writePath(path), ...path.annotations.map(({ name }) => name)].join(' ')));
        expect(told).toEqual(['home pii', 'office shut pii', 'name open pii']);
        expect(heard).toEqual(['home.street shut held postal pii sealed']);
    });

    it('are none where nothing is marked', async () => {
        expect(await pathsOf('type Address { street: string @example("1 Canal Street") }\n event Told { home: Address  other: Address }')).toEqual([]);
    });
});

const people = `context People {
    type Email @pii = string
    type Address { street: string @pii  city: string }
    type Person { name: string @pii  home: Address  phones: string[] @pii  homes: Address[]  email: Email }
    event Told {
        key id: uuid
        person: Person
        people: Person[]
        byName: map<Person>
        secret: Address @pii
        age: int @pii
        either: Person or Address
        note: string
    }
    projection Row by id { on Told { VALUE } value: json  number: int  text: string  list: json[] }
}`;

/** What is personal in the value of an expression over the event `Told`, seen from the value. */
async function valueOf(expression: string, field = 'value'): Promise<string[]> {
    const model = await modelOf(people.replace('VALUE', `${field} = ${expression}`));
    const [statement] = model.projections[0]!.evolutions[0]!.statements;
    if (statement?.kind !== 'assign') throw new Error('There is no assignment.');
    return personalPathsIn(statement.value, { event: model.messages[0]! }, personalDataOf(model)).map(writePath);
}

describe('what is personal in a value', () => {
    it.each([
        ['event.person.name', ['']],
        ['event.person.home.city', []],
        ['event.person.home', ['street']],
        ['event.person', ['name', 'home.street', 'phones', 'homes.street', 'email']],
        ['event.people.home.street', ['']],
        ['event.byName.ada.home', ['street']],
        ['event.byName.ada.name', ['']],
        ['event.secret.city', ['']],
        ['event.person.email', ['']],
        ['event.either', ['name', 'home.street', 'phones', 'homes.street', 'email', 'street']],
        ['event.note', []],
    ])('%s', async (expression, expected) => {
        expect(await valueOf(expression)).toEqual(expected);
    });

    it('is told by a path into the list that an item is taken from, also of a list inside an item', async () => {
        expect(await valueOf('max(event.people, item.name)', 'text')).toEqual(['']);
        expect(await valueOf('max(event.people, item.home.city)', 'text')).toEqual([]);
        expect(await valueOf('max(event.people, max(item.homes, item.street))', 'text')).toEqual(['']);
        expect(await valueOf('max(event.person.phones)', 'text')).toEqual(['']);
    });

    it('stays in what is calculated and chosen, and not in what is compared, counted or summed up', async () => {
        expect(await valueOf('-event.age + 1', 'number')).toEqual(['']);
        expect(await valueOf('max(event.age, 3)', 'number')).toEqual(['']);
        expect(await valueOf('max(3, event.age)', 'number')).toEqual(['']);
        expect(await valueOf('"for " + event.person.name', 'text')).toEqual(['']);
        expect(await valueOf('if event.age > 17 then event.person.name else "a child"', 'text')).toEqual(['']);
        expect(await valueOf('if event.age > 17 then "an adult" else "a child"', 'text')).toEqual([]);
        expect(await valueOf('event.age > 17 and not (event.person.name == "Ada")')).toEqual([]);
        expect(await valueOf('count(event.person.phones)', 'number')).toEqual([]);
        expect(await valueOf('sum([event.age, 1])', 'number')).toEqual([]);
    });

    it('is known inside of lists and records that are written out', async () => {
        expect(await valueOf('[event.note, event.person.name]', 'list')).toEqual(['']);
        const model = await modelOf(people.replace('VALUE', 'home = { street = event.person.name  city = event.note }').replace('value: json', 'home: Address'));
        const [statement] = model.projections[0]!.evolutions[0]!.statements;
        if (statement?.kind !== 'assign') throw new Error('There is no assignment.');
        expect(personalPathsIn(statement.value, { event: model.messages[0]! }, personalDataOf(model)).map(writePath)).toEqual(['street']);
    });
});

describe('the state of a part', () => {
    const stateOf = async (parts: string): Promise<string[]> => {
        const model = await modelOf(`context People { event Told { key id: uuid  login: string @pii  name: string @pii }  command Tell { login: string }\n${parts} }`);
        const part = [...model.projections, ...model.aggregates, ...model.processes][0]!;
        const state: FieldHolder = personalDataOf(model).stateOf(part);
        return personalDataOf(model).pathsOf(state).map(writePath);
    };

    it('has its key as the first message has it', async () => {
        expect(await stateOf('projection Row by login { on Told { delete } }')).toEqual(['login']);
        expect(await stateOf('process Flow by login { start on Told -> end }')).toEqual(['login']);
        expect(await stateOf('aggregate Member by login { handle Tell  on Told { delete } }')).toEqual([]);
        expect(await stateOf('projection Row by id { on Told { delete } }')).toEqual([]);
    });

    it('may declare its key, and be marked as a whole', async () => {
        expect(await stateOf('projection Row by login { login: string  on Told { delete } }')).toEqual([]);
        expect(await stateOf('projection Row by login @pii { login: string  count: int = 0  on Told key "1" { count += 1 } }')).toEqual(['count']);
    });
});
