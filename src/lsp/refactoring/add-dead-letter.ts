import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import * as ast from '../../language/generated/ast.js';
import { insertInto } from '../insertions.js';
import { freeName, nodeAt, refactoring, type Refactoring } from './refactoring.js';

/** Gives the channel at the position a dead letter channel under a name of its own, where it has the one that is implied. */
export const addDeadLetter: Refactoring = (document, names, position) => {
    const node = nodeAt(document, position);
    const channel = node && AstUtils.getContainerOfType(node, ast.isChannel);
    const context = channel && AstUtils.getContainerOfType(channel, ast.isContext);
    if (!channel?.$cstNode || !context || context.external || channel.clauses.some(ast.isDeadLetterClause)) return [];
    const retry = channel.clauses.find(ast.isRetryClause);
    const name = freeName(`${channel.name}Failed`, context.name, names);
    // It says what comes after the last try, so that it stands behind that.
    const edits = insertInto(channel, retry ?? lastOf(channel), `dead letter ${name}`);
    return edits.length === 0 ? [] : [refactoring(`Add the dead letter '${name}'`, 'rewrite', edits)];
};

/** What stands last in a channel, so that the clause is written behind it. */
function lastOf({ clauses, carries }: ast.Channel): Pick<AstNode, '$cstNode'> | undefined {
    const parts = [...clauses.map(({ $cstNode }) => $cstNode), ...carries.map(({ $refNode }) => $refNode)].flatMap(cst => cst ?? []);
    const last = parts.sort((left, right) => left.end - right.end).at(-1);
    return last && { $cstNode: last };
}
