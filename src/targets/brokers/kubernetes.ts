import { Document } from 'yaml';
import { resourceName } from '../../model/brokers/kubernetes-names.js';
import { heading, type ConfigurationOptions } from './output.js';
import { UniqueNames } from './unique-names.js';

/** A resource of Kubernetes, and what people are told of it. */
export interface KubernetesResource {
    apiVersion: string;
    kind: string;
    metadata: { name: string; labels?: Readonly<Record<string, string>> };
    spec: object;
    comments: readonly string[];
}

/** The longest name that an object may have. */
const longestName = 253;

/** Resources as YAML, one document each, headed by who made them and by what is to be known of all. */
export function writeResources(resources: readonly KubernetesResource[], options: ConfigurationOptions, introduction: readonly string[] = []): string {
    const head = [heading(options), ...introduction].map(line => `# ${line}\n`).join('');
    return `${head}${resources.map(resource => `---\n${writeResource(resource)}`).join('')}`;
}

/** Names of resources, by their kind. */
export function resourceNames(): UniqueNames {
    return new UniqueNames(longestName);
}

/** What Kubernetes takes as a name: between dots it wants letters and digits at both ends. */
export function objectName(name: string): string {
    return resourceName(name).replace(/[.-]*\.[.-]*/g, '.');
}

function writeResource({ comments, ...resource }: KubernetesResource): string {
    const document = new Document(resource, { aliasDuplicateObjects: false });
    // Before the mapping rather than the document, which a blank line would follow.
    if (document.contents && comments.length > 0) document.contents.commentBefore = comments.map(line => ` ${line}`).join('\n');
    return document.toString({ directives: false, lineWidth: 0 });
}
