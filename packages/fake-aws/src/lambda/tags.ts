import { textMap } from '../fields.ts';
import { emptyReply, jsonReply } from '../wire.ts';
import { functionArn, parseFunctionName } from './function-name.ts';
import type { FunctionRecord } from './function-store.ts';
import { functionNotFound, invalidParameter, type LambdaCall, type LambdaOperation } from './operation.ts';

const PATH = '/2017-03-31/tags/{Resource}';

export const tagResource: LambdaOperation = {
  name: 'TagResource',
  method: 'POST',
  path: PATH,
  mutating: true,
  run(call) {
    const record = taggedFunction(call);
    const tags = textMap(call.fields, 'Tags') ?? {};
    checkTags(tags);
    const after = { ...record.tags, ...tags };
    // "Maximum number of tags per resource: 50"; those of the system do not count (Lambda Developer Guide, "Tags").
    if (Object.keys(after).filter((key) => !isSystemTag(key)).length > 50) {
      throw invalidParameter('Number of tags exceeds resource tag limit.');
    }
    record.tags = after;
    return emptyReply(204);
  },
};

export const untagResource: LambdaOperation = {
  name: 'UntagResource',
  method: 'DELETE',
  path: PATH,
  mutating: true,
  run(call) {
    const record = taggedFunction(call);
    const keys = call.request.query.getAll('tagKeys');
    if (keys.some(isSystemTag)) throw invalidParameter('System tags cannot be removed by requester');
    record.tags = Object.fromEntries(Object.entries(record.tags).filter(([key]) => !keys.includes(key)));
    return emptyReply(204);
  },
};

export const listTags: LambdaOperation = {
  name: 'ListTags',
  method: 'GET',
  path: PATH,
  mutating: false,
  run(call) {
    return jsonReply(200, { Tags: taggedFunction(call).tags });
  },
};

/** The `aws:` prefix is reserved: only AWS itself (here: the seeding of stacks) sets such tags. */
export function checkTags(tags: Readonly<Record<string, string>>): void {
  if (Object.keys(tags).some(isSystemTag)) throw invalidParameter('System tags cannot be added/updated by requester');
}

export function isSystemTag(key: string): boolean {
  return key.toLowerCase().startsWith('aws:');
}

function taggedFunction(call: LambdaCall): FunctionRecord {
  const arn = call.path.Resource ?? '';
  const { account, region } = call.caller;
  const { name, qualifier } = parseFunctionName(arn, call.caller, `lambda:${call.operation}`);
  if (qualifier !== undefined) {
    throw invalidParameter(
      'Tags on function aliases and versions are not supported. Please specify either a function name or an unqualified function ARN.',
    );
  }
  const record = call.world.functions.get(account, region, name);
  if (record === undefined) throw functionNotFound(functionArn({ account, region, name }));
  return record;
}
