import type { AstNode, Cancellation, LangiumCoreServices, LangiumDocument, LinkingError, ReferenceDescription, ReferenceInfo } from 'langium';
import { DefaultLinker, DefaultReferenceDescriptionProvider, DocumentState, isReference } from 'langium';
import { closest, distance } from 'fastest-levenshtein';
import { indexOf, type SluiceIndexManager } from './symbols.js';

const kindNames: Record<string, string> = {
    NamedType: 'type, enum or projection',
    TypeDeclaration: 'type',
    Message: 'event or command',
    ProcessState: 'state',
    Part: 'service, aggregate, projection or process',
    Observable: 'message, aggregate, projection or process',
};

/** Links a document in one walk, and says in its errors what might have been meant. */
export class SluiceLinker extends DefaultLinker {
    private readonly index: SluiceIndexManager;

    constructor(services: LangiumCoreServices) {
        super(services);
        this.index = indexOf(services);
    }

    override async link(document: LangiumDocument, _cancelToken?: Cancellation.CancellationToken): Promise<void> {
        for (const reference of collectReferences(document.parseResult.value)) this.doLink(reference, document);
    }

    /** Looks up again what one reference of a linked document names. */
    relink({ reference, ...place }: ReferenceInfo, document: LangiumDocument): void {
        const single = reference as { _ref?: unknown; _nodeDescription?: unknown };
        single._ref = undefined;
        delete single._nodeDescription;
        this.doLink({ reference, ...place }, document);
        // It is among the document's references already.
        document.references.pop();
    }

    protected override createLinkingError(info: ReferenceInfo, targetDescription?: LinkingError['targetDescription']): LinkingError {
        let message: string | undefined;
        const describe = () => this.describe(info);
        return {
            info,
            // Worked out when it is shown: looking for what was meant goes through every name of the system.
            get message() {
                return message ??= describe();
            },
            ...(targetDescription && { targetDescription }),
        };
    }

    private describe(info: ReferenceInfo): string {
        const type = this.reflection.getReferenceType(info);
        const text = info.reference.$refText;
        return `There is no ${kindNames[type] ?? type.toLowerCase()} named '${text}'.${this.suggest(info, type, text)}`;
    }

    private suggest(info: ReferenceInfo, type: string, text: string): string {
        const other = this.index.findSymbol(text, 'AstNode');
        const names = this.scopeProvider.getScope(info).getAllElements().map(({ name }) => name).toArray();
        const suffix = `.${text}`;
        const elsewhere = names.filter(name => name.endsWith(suffix));
        if (elsewhere.length > 0) return ` Write its full name: ${elsewhere.map(name => `'${name}'`).join(' or ')}.`;
        if (other) return ` '${text}' is ${articled(kindNames[other.type] ?? other.type.toLowerCase())}.`;
        const similar = names.filter(name => Math.abs(name.length - text.length) <= allowance(text));
        const nearest = similar.length > 0 ? closest(text, similar) : undefined;
        return nearest !== undefined && distance(text.toLowerCase(), nearest.toLowerCase()) <= allowance(text) ? ` Did you mean '${nearest}'?` : ` Declare it${type === 'ProcessState' ? ' in the process' : ''}, or correct the name.`;
    }
}

function articled(noun: string): string {
    return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}

/** How many letters may differ between what was written and what was meant. */
function allowance(text: string): number {
    return Math.max(2, Math.floor(text.length / 4));
}

/** The cross-references below `root`, in the order of the text. */
export function* collectReferences(root: AstNode): Generator<ReferenceInfo> {
    const pending: AstNode[] = [root];
    for (let node = pending.pop(); node; node = pending.pop()) {
        const children: AstNode[] = [];
        for (const property in node) {
            // Properties with a dollar are the tree's own: its container, its text.
            if (property.charCodeAt(0) === 36) continue;
            const value = (node as unknown as Record<string, unknown>)[property];
            if (Array.isArray(value)) {
                for (let index = 0; index < value.length; index++) {
                    const item: unknown = value[index];
                    if (isReference(item)) yield { reference: item, container: node, property, index };
                    else if (isNode(item)) children.push(item);
                }
            } else if (isReference(value)) yield { reference: value, container: node, property };
            else if (isNode(value)) children.push(value);
        }
        for (let index = children.length - 1; index >= 0; index--) pending.push(children[index]!);
    }
}

function isNode(value: unknown): value is AstNode {
    return typeof value === 'object' && value !== null && '$type' in value;
}

/** Describes the references that the linker has just resolved, without a second walk over the tree. */
export class SluiceReferenceDescriptionProvider extends DefaultReferenceDescriptionProvider {
    override async createDescriptions(document: LangiumDocument): Promise<ReferenceDescription[]> {
        if (document.state < DocumentState.Linked) return super.createDescriptions(document);
        const descriptions: ReferenceDescription[] = [];
        for (const info of collectReferences(document.parseResult.value)) {
            if (!info.reference.error) descriptions.push(...this.createInfoDescriptions(info));
        }
        return descriptions;
    }
}
