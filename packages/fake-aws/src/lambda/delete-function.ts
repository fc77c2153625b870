import { ApiError } from '../api-error.ts';
import { emptyReply } from '../wire.ts';
import { findFunction, invalidParameter, type LambdaOperation } from './operation.ts';

/** The SDK's schema says 200, the service answers 204 (DeleteFunction, "Response Syntax"). */
export const deleteFunction: LambdaOperation = {
  name: 'DeleteFunction',
  method: 'DELETE',
  path: '/2015-03-31/functions/{FunctionName}',
  mutating: true,
  run(call) {
    const { record, qualifier } = findFunction(call);
    if (qualifier === undefined) {
      call.world.functions.remove(record);
      call.world.sandboxes.retire(record, () => false);
      return emptyReply(204);
    }
    if (qualifier === '$LATEST') {
      throw invalidParameter('$LATEST version cannot be deleted without deleting the function.');
    }
    const users = [...record.aliases.values()].filter((alias) => alias.functionVersion === qualifier);
    if (users.length > 0) {
      const names = users.map((alias) => alias.name).join(', ');
      throw new ApiError(
        409,
        'ResourceConflictException',
        `Version ${qualifier} cannot be deleted because it is referenced by the following aliases: [${names}]`,
      );
    }
    record.published.delete(qualifier);
    call.world.sandboxes.retire(record, (version) => version !== qualifier);
    return emptyReply(204);
  },
};
