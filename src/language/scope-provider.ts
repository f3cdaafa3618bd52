import type { AstNode, AstNodeDescription, LangiumCoreServices, ReferenceInfo, Scope, Stream } from 'langium';
import { AstUtils, DefaultScopeProvider, EMPTY_SCOPE, stream } from 'langium';
import type { Process } from './generated/ast.js';
import { Expectation, GoAction, isContext, isProcess } from './generated/ast.js';
import { indexOf, type SluiceIndexManager } from './symbols.js';

/**
 * Where names are looked up: a short name in its own context, then as it stands, which is how `Billing.CapturePayment`,
 * brokers and contexts are found. The states of a process are known in that process alone.
 */
export class SluiceScopeProvider extends DefaultScopeProvider {
    private readonly index: SluiceIndexManager;

    constructor(services: LangiumCoreServices) {
        super(services);
        this.index = indexOf(services);
    }

    override getScope(context: ReferenceInfo): Scope {
        if (context.container.$type === GoAction.$type) {
            const process = AstUtils.getContainerOfType(context.container, isProcess);
            return process ? this.createScopeForNodes(statesOf(process)) : EMPTY_SCOPE;
        }
        if (isFoundThroughAnother(context)) {
            const target = (context.container as Expectation).target?.ref;
            return isProcess(target) ? this.createScopeForNodes(statesOf(target)) : EMPTY_SCOPE;
        }
        return new NamespaceScope(this.index, this.reflection.getReferenceType(context), contextNameOf(context.container));
    }
}

/** Whether a reference is looked up in what another one beside it names: a state that a scenario expects, in its process. */
export function isFoundThroughAnother({ container, property }: ReferenceInfo): boolean {
    return container.$type === Expectation.$type && property === 'state';
}

/** The names in the index on which it depends what a reference names: none for what is known in its process alone. */
export function namesLookedUp(info: ReferenceInfo): string[] {
    const { container } = info;
    if (container.$type === GoAction.$type) return [];
    const text = isFoundThroughAnother(info) ? (container as Expectation).target?.$refText : info.reference.$refText;
    if (text === undefined) return [];
    const context = contextNameOf(container);
    return context === undefined ? [text] : [`${context}.${text}`, text];
}

function statesOf(process: Process): AstNode[] {
    return process.states.filter(state => state.name !== undefined);
}

/** The name of the context around a node; undefined at the top of a file. */
export function contextNameOf(node: AstNode): string | undefined {
    for (let current: AstNode | undefined = node; current; current = current.$container) {
        if (isContext(current)) return current.name;
    }
    return undefined;
}

class NamespaceScope implements Scope {
    constructor(
        private readonly index: SluiceIndexManager,
        private readonly referenceType: string,
        private readonly contextName: string | undefined,
    ) {}

    getElement(name: string): AstNodeDescription | undefined {
        const own = this.contextName === undefined ? undefined : this.index.findSymbol(`${this.contextName}.${name}`, this.referenceType);
        return own ?? this.index.findSymbol(name, this.referenceType);
    }

    getElements(name: string): Stream<AstNodeDescription> {
        const element = this.getElement(name);
        return stream(element ? [element] : []);
    }

    /** Names as they would be written here: short in their own context, qualified elsewhere. */
    getAllElements(): Stream<AstNodeDescription> {
        const prefix = this.contextName === undefined ? undefined : `${this.contextName}.`;
        return this.index.allElements(this.referenceType)
            .distinct(({ name }) => name)
            .map(symbol => prefix !== undefined && symbol.name.startsWith(prefix) ? renamed(symbol, symbol.name.slice(prefix.length)) : symbol);
    }
}

function renamed(symbol: AstNodeDescription, name: string): AstNodeDescription {
    return Object.create(symbol, { name: { value: name, enumerable: true } }) as AstNodeDescription;
}
