import type { FlowModel } from '../../model/flow-model.js';
import { findBrokerScopes } from '../../model/brokers/broker-scope.js';
import type { ConfigurationOptions } from '../brokers/output.js';
import type { GeneratedFile } from '../generated-file.js';
import { writeAccessControl } from './access-control.js';
import { writeSetup } from './setup.js';

/**
 * For every Redis broker in the model `setup.txt`, the commands that make its streams and consumer groups, and
 * `users.acl`, a user for each context that may do what its parts need; without passwords.
 */
export function generateRedis(model: FlowModel, options: ConfigurationOptions = {}): GeneratedFile[] {
    return findBrokerScopes(model, 'redis').flatMap(scope => [
        { path: `${scope.folder}/setup.txt`, text: writeSetup(scope, options) },
        { path: `${scope.folder}/users.acl`, text: writeAccessControl(model, scope) },
    ]);
}
