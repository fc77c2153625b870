import { ApiError } from '../api-error.ts';
import { text } from '../fields.ts';
import { type JsonAction, type JsonCall, jsonOperation } from '../json-protocol.ts';
import type { Operation } from '../operation.ts';
import type { WireRequest } from '../wire.ts';
import type { Secret } from './secret-store.ts';

/** Secrets Manager as far as stacks and their functions need it. */
export function secretsOperation(request: WireRequest): Operation | undefined {
  return jsonOperation('secretsmanager', ACTIONS, request);
}

const createSecret: JsonAction = {
  mutating: true,
  resource: 'Name',
  run({ fields, caller, world }) {
    const { account, region } = caller;
    const name = text(fields, 'Name') ?? '';
    if (world.secrets.find(account, region, name) !== undefined) {
      throw new ApiError(
        400,
        'ResourceExistsException',
        `The operation failed because the secret ${name} already exists.`,
      );
    }
    const arn = `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${world.newId().slice(0, 6)}`;
    const value = text(fields, 'SecretString') ?? '';
    const secret = { account, region, name, arn, value, versionId: world.newId(), created: world.clock() };
    world.secrets.put(secret);
    return { ARN: arn, Name: name, VersionId: secret.versionId };
  },
};

const getSecretValue: JsonAction = {
  mutating: false,
  resource: 'SecretId',
  run: (call) => ({ ...head(found(call)), SecretString: found(call).value, VersionStages: ['AWSCURRENT'] }),
};

const describeSecret: JsonAction = { mutating: false, resource: 'SecretId', run: (call) => head(found(call)) };

const putSecretValue: JsonAction = {
  mutating: true,
  resource: 'SecretId',
  run(call) {
    const after = { ...found(call), value: text(call.fields, 'SecretString') ?? '', versionId: call.world.newId() };
    call.world.secrets.put(after);
    return { ...head(after), VersionStages: ['AWSCURRENT'] };
  },
};

const ACTIONS: ReadonlyMap<string, JsonAction> = new Map(
  Object.entries({
    CreateSecret: createSecret,
    DescribeSecret: describeSecret,
    GetSecretValue: getSecretValue,
    PutSecretValue: putSecretValue,
  }),
);

function found({ fields, caller, world }: JsonCall): Secret {
  const secret = world.secrets.find(caller.account, caller.region, text(fields, 'SecretId') ?? '');
  if (secret !== undefined) return secret;
  throw new ApiError(400, 'ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
}

function head(secret: Secret): object {
  return { ARN: secret.arn, Name: secret.name, VersionId: secret.versionId, CreatedDate: secret.created / 1000 };
}
