import Ajv from 'ajv';
import { parseAllDocuments } from 'yaml';
import { Unavailable } from '../debian.mjs';
import { fetchDefinitions } from './custom-resources.mjs';
import { expect, expectSame } from './report.mjs';

const files = { kafka: 'strimzi.yaml', rabbitmq: 'topology.yaml', nats: 'nack.yaml' };
const objectName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Holds the resources of every system against the definitions that those publish who read them, as strictly as an API server may. */
export async function check({ section, systemsOf }) {
    let missing = 0;
    for (const [kind, file] of Object.entries(files)) {
        let definitions;
        try {
            definitions = fetchDefinitions(kind);
        } catch (error) {
            if (!(error instanceof Unavailable)) throw error;
            missing++;
            section.skip(`${file}: ${error.message}`);
            continue;
        }
        const validators = compile(definitions);
        const systems = await systemsOf(kind);
        for (const system of systems) {
            await section.check(`${system.name}: ${file} is what its definitions take`, () => {
                const resources = resourcesIn(system.files[file], file);
                expect(resources.length > 0, `${file} has no resources.`);
                expectSame(resources.flatMap(resource => problemsOf(resource, validators)), [], 'problems');
                const names = resources.map(({ kind: of, metadata }) => `${of} ${metadata.name}`);
                expectSame(names.filter((name, index) => names.indexOf(name) !== index), [], 'names that are there twice');
            });
        }
        await section.check(`${file}: what its definitions do not take is found`, () => {
            const byKind = new Map(resourcesIn(systems[0].files[file], file).map(resource => [resource.kind, resource]));
            for (const [of, resource] of byKind) {
                expect(problemsOf({ ...resource, spec: { ...resource.spec, unheardOf: 1 } }, validators).length > 0, `${of}: a field that there is not passes.`);
                expect(problemsOf({ ...resource, spec: 'nothing' }, validators).length > 0, `${of}: a text in place of its fields passes.`);
                expect(problemsOf({ ...resource, apiVersion: resource.apiVersion.replace(/\/.*/, '/v0') }, validators).length > 0, `${of}: a version that there is not passes.`);
                expect(problemsOf({ ...resource, metadata: { name: 'Not_A_Name' } }, validators).length > 0, `${of}: a name that Kubernetes does not take passes.`);
            }
        });
    }
    if (missing === Object.keys(files).length) throw new Unavailable('none of the definitions can be had.');
}

function resourcesIn(text, file) {
    return parseAllDocuments(text).map(document => {
        expect(document.errors.length === 0, `${file}: ${document.errors[0]?.message}`);
        return document.toJS();
    }).filter(resource => resource !== null);
}

/** Validators of the versions that are served, by `group/version kind`. */
function compile(definitions) {
    const ajv = new Ajv.default({ allErrors: true, strict: false, validateFormats: false });
    return new Map(definitions.flatMap(({ spec: { group, names, versions } }) => versions.filter(({ served }) => served)
        .map(({ name, schema }) => [`${group}/${name} ${names.kind}`, ajv.compile(closed(atTop(schema.openAPIV3Schema)))])));
}

function problemsOf(resource, validators) {
    const what = `${resource.kind} ${resource.metadata?.name}`;
    const validate = validators.get(`${resource.apiVersion} ${resource.kind}`);
    if (!validate) return [`${what}: there is no ${resource.kind} in ${resource.apiVersion}.`];
    const problems = validate(resource) ? [] : validate.errors.map(({ instancePath, message, params }) => `${what}${instancePath} ${message} ${JSON.stringify(params)}`);
    const { name, labels = {} } = resource.metadata ?? {};
    if (!objectName.test(name) || name.length > 253) problems.push(`${what}: Kubernetes takes no such name.`);
    for (const label of Object.values(labels)) if (label.length > 63 || !/^[A-Za-z0-9]([-._A-Za-z0-9]*[A-Za-z0-9])?$/.test(label)) problems.push(`${what}: Kubernetes takes no label '${label}'.`);
    return problems;
}

/** What every object has, whether its definition says so or not. */
function atTop(schema) {
    return { ...schema, properties: { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' }, ...schema.properties } };
}

/** A server drops fields that a schema does not know, without a word: here they are refused. */
function closed(schema) {
    if (Array.isArray(schema)) return schema.map(closed);
    if (typeof schema !== 'object' || schema === null) return schema;
    const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, key === 'properties' ? Object.fromEntries(Object.entries(value).map(([name, of]) => [name, closed(of)])) : closed(value)]));
    const isOpen = schema.type !== 'object' || schema.properties === undefined || schema['x-kubernetes-preserve-unknown-fields'] || schema.additionalProperties !== undefined;
    return isOpen ? inner : { ...inner, additionalProperties: false };
}
