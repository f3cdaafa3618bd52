import { Document } from 'yaml';
import { resourceName } from '../../model/brokers/kubernetes-names.js';
import { heading, type ConfigurationOptions } from './output.js';

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

/** Gives names that Kubernetes takes, none of them twice; those of one kind of resource are apart from those of another. */
export class ResourceNames {
    private readonly taken = new Map<string, Set<string>>();

    /** The name of a resource that stands for what is called `plain`, which may be shared with others: then it is numbered. */
    of(kind: string, plain: string): string {
        let taken = this.taken.get(kind);
        if (!taken) this.taken.set(kind, taken = new Set());
        let name = cut(plain, longestName);
        for (let count = 2; taken.has(name); count++) name = `${cut(plain, longestName - `-${count}`.length)}-${count}`;
        taken.add(name);
        return name;
    }
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

function cut(name: string, length: number): string {
    return name.slice(0, length).replace(/[.-]+$/, '');
}
