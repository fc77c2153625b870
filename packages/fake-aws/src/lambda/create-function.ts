import { ApiError } from '../api-error.ts';
import { flag, nested, text, textMap } from '../fields.ts';
import { jsonReply } from '../wire.ts';
import { codeFrom, codeOf } from './code.ts';
import { statefulConfigurationOf } from './configuration.ts';
import { functionArn, parseFunctionName } from './function-name.ts';
import type { FunctionRecord } from './function-store.ts';
import { checkLayers } from './layers.ts';
import { invalidParameter, type LambdaOperation } from './operation.ts';
import { DEFAULT_FUNCTION_SETTINGS, settingsFrom } from './settings-from.ts';
import { checkTags } from './tags.ts';
import { publish } from './versions.ts';

export const createFunction: LambdaOperation = {
  name: 'CreateFunction',
  method: 'POST',
  path: '/2015-03-31/functions',
  mutating: true,
  run(call) {
    const { world, caller, fields } = call;
    const { account, region } = caller;
    const { name } = parseFunctionName(text(fields, 'FunctionName') ?? '', caller, 'lambda:CreateFunction');
    const image = text(fields, 'PackageType') === 'Image';
    const codeFields = nested(fields, 'Code') ?? {};
    const imageUri = text(codeFields, 'ImageUri');
    if (image && imageUri === undefined)
      throw invalidParameter('Please provide ImageUri when creating a function with packageType Image.');
    const settings = settingsFrom(fields, {
      ...DEFAULT_FUNCTION_SETTINGS,
      packageType: image ? 'Image' : 'Zip',
      role: '',
      logGroup: `/aws/lambda/${name}`,
      ...(imageUri === undefined ? {} : { imageUri }),
    });
    checkLayers(call, settings.layers, []);
    const tags = textMap(fields, 'Tags') ?? {};
    checkTags(tags);
    if (world.functions.get(account, region, name) !== undefined) {
      throw new ApiError(409, 'ResourceConflictException', `Function already exist: ${name}`);
    }
    const code = image
      ? codeOf(new Uint8Array())
      : codeFrom(codeFields, caller, world, functionArn({ account, region, name }));
    const now = world.clock();
    const record: FunctionRecord = {
      account,
      region,
      name,
      tags,
      latest: {
        version: '$LATEST',
        deployed: { id: world.newId(), settings, code },
        revisionId: world.newId(),
        lastModified: now,
        change: { kind: 'create', settlesAt: now + world.settings.createTime, revisionIdAfter: world.newId() },
      },
      published: new Map(),
      aliases: new Map(),
      nextVersion: 1,
      writes: [{ time: now, operation: 'CreateFunction', callerArn: caller.arn, codeSha256: code.codeSha256 }],
      invocations: 0,
    };
    world.functions.add(record);
    const version = flag(fields, 'Publish') === true ? publish(world, record) : record.latest;
    return jsonReply(201, statefulConfigurationOf(record, version));
  },
};
