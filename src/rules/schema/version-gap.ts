import { versionsOf } from '../../model/versions.js';
import { defineRule } from '../rule.js';

/** Versions of a message that do not follow each other, or upcasts from versions that there are not. */
export const versionGap = defineRule({
    id: 'schema/version-gap',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A version between two declared ones is missing, or an upcast names a version that is not older, or not declared.',
    reason: 'Versions count up by one, so that everybody can tell which came before. An upcast from a version that is not there reads nothing, although it looks as if it did.',
    bad: `context Ordering {
  event OrderPlaced version 1 { key orderId: uuid }
  event OrderPlaced version 3 {
    key orderId: uuid
    upcast from 1 {}
  }
}
`,
    good: `context Ordering {
  event OrderPlaced version 1 { key orderId: uuid }
  event OrderPlaced version 2 {
    key orderId: uuid
    upcast from 1 {}
  }
}
`,
    whenToTurnOff: 'Where versions are numbered by another scheme, such as by releases.',
    messages: {
        gap: "'{message}' has a version {version} and a version {before}, but none between: a message of the one that is missing would be unknown to everybody. Declare it, or count on from {before}.",
        undeclared: "There is no version {from} of '{message}', so this upcast reads nothing: what older messages looked like must be known to check them. Declare 'version {from}', or remove the upcast.",
        notOlder: "Version {version} of '{message}' cannot be made of version {from}: an upcast leads from an older version to a newer one. Name the version before.",
    },
    check({ model, graph, report }) {
        const all = versionsOf(model);
        for (const versions of all) {
            for (const [index, { name, version, origin, context }] of versions.entries()) {
                const before = versions[index - 1];
                if (!before || before.version >= version - 1 || graph.isExternal({ context })) continue;
                report({ origin, message: 'gap', data: { message: name, version, before: before.version }, related: [{ origin: before.origin, message: `Version ${before.version}` }] });
            }
        }
        const declared = new Set(all.flatMap(versions => versions.map(({ kind, context, name, version }) => `${kind} ${context}.${name}@${version}`)));
        return {
            message({ kind, context, name, version, upcasts }) {
                if (upcasts.length === 0 || graph.isExternal({ context })) return;
                for (const { from, origin } of upcasts) {
                    if (from >= version) report({ origin, message: 'notOlder', data: { message: name, from, version } });
                    // A half-typed upcast is from 0.
                    else if (from > 0 && !declared.has(`${kind} ${context}.${name}@${from}`)) report({ origin, message: 'undeclared', data: { message: name, from } });
                }
            },
        };
    },
});
