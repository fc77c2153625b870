import { ApiError } from '../api-error.ts';
import { flag, text, texts, whole } from '../fields.ts';
import { type JsonAction, type JsonCall, jsonOperation } from '../json-protocol.ts';
import type { Operation } from '../operation.ts';
import type { WireRequest } from '../wire.ts';
import type { StoredParameter } from './parameter-store.ts';

/** SSM's Parameter Store as far as templates and parameters of stacks need it (API Reference of Systems Manager). */
export function ssmOperation(request: WireRequest): Operation | undefined {
  return jsonOperation('ssm', ACTIONS, request);
}

const getParameter: JsonAction = {
  mutating: false,
  resource: 'Name',
  run(call) {
    const name = text(call.fields, 'Name') ?? '';
    const found = lookUp(call, name);
    if (found === undefined) throw notFound();
    return { Parameter: shown(call, found) };
  },
};

const getParameters: JsonAction = {
  mutating: false,
  resource: 'Names',
  run(call) {
    const names = texts(call.fields, 'Names') ?? [];
    if (names.length > 10) {
      throw new ApiError(
        400,
        'ValidationException',
        "1 validation error detected: Value at 'names' failed to satisfy constraint: Member must have length less than or equal to 10",
      );
    }
    const found = names.flatMap((name) => lookUp(call, name) ?? []);
    const invalid = names.filter((name) => lookUp(call, name) === undefined);
    return { Parameters: found.map((each) => shown(call, each)), InvalidParameters: invalid };
  },
};

/** "MaxResults … Minimum value of 1. Maximum value of 10", and "Path: … must begin with a forward slash". */
const getParametersByPath: JsonAction = {
  mutating: false,
  resource: 'Path',
  run(call) {
    const { account, region } = call.caller;
    const path = (text(call.fields, 'Path') ?? '/').replace(/\/?$/, '/');
    const deep = flag(call.fields, 'Recursive') === true;
    const under = call.world.parameters
      .list(account, region)
      .filter(({ name }) => name.startsWith(path) && (deep || !name.slice(path.length).includes('/')));
    const size = whole(call.fields, 'MaxResults') ?? 10;
    if (size < 1 || size > 10) {
      const limit = size > 10 ? 'less than or equal to 10' : 'greater than or equal to 1';
      throw new ApiError(
        400,
        'ValidationException',
        `1 validation error detected: Value '${size}' at 'maxResults' failed to satisfy constraint: Member must have value ${limit}`,
      );
    }
    if (!path.startsWith('/')) {
      throw new ApiError(400, 'ValidationException', 'The parameter path must be prefixed with "/".');
    }
    const start = Number(text(call.fields, 'NextToken') ?? 0);
    const end = start + size;
    const rest = end < under.length ? { NextToken: String(end) } : {};
    return { Parameters: under.slice(start, end).map((each) => shown(call, each)), ...rest };
  },
};

const putParameter: JsonAction = {
  mutating: true,
  resource: 'Name',
  run({ fields, caller, world }) {
    const { account, region } = caller;
    const name = text(fields, 'Name') ?? '';
    const before = world.parameters.get(account, region, name);
    if (before !== undefined && flag(fields, 'Overwrite') !== true) {
      throw new ApiError(
        400,
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    }
    const given = text(fields, 'Type') ?? before?.type ?? 'String';
    const type = given === 'StringList' || given === 'SecureString' ? given : 'String';
    const version = (before?.version ?? 0) + 1;
    const value = text(fields, 'Value') ?? '';
    world.parameters.put({ account, region, name, type, value, version, modified: world.clock() });
    return { Version: version, Tier: 'Standard' };
  },
};

const deleteParameter: JsonAction = {
  mutating: true,
  resource: 'Name',
  run({ fields, caller, world }) {
    if (world.parameters.remove(caller.account, caller.region, text(fields, 'Name') ?? '')) return {};
    throw notFound();
  },
};

const ACTIONS: ReadonlyMap<string, JsonAction> = new Map(
  Object.entries({
    DeleteParameter: deleteParameter,
    GetParameter: getParameter,
    GetParameters: getParameters,
    GetParametersByPath: getParametersByPath,
    PutParameter: putParameter,
  }),
);

/** A name or ARN, with a version behind a colon where one is asked for. */
function lookUp({ caller, world }: JsonCall, given: string): StoredParameter | undefined {
  const { account, region } = caller;
  const name = given.replace(/^arn:[^:]*:ssm:[^:]*:\d*:parameter/, '');
  const [bare = '', version] = name.split(':');
  const found = world.parameters.get(account, region, bare) ?? world.parameters.get(account, region, bare.slice(1));
  return version === undefined || version === String(found?.version) ? found : undefined;
}

function shown({ fields }: JsonCall, parameter: StoredParameter): object {
  const { name, type, value, version, account, region, modified } = parameter;
  const hidden = type === 'SecureString' && flag(fields, 'WithDecryption') !== true;
  return {
    Name: name,
    Type: type,
    // The stand-in encrypts nothing; this only cannot be taken for the value.
    Value: hidden ? Buffer.from(`encrypted:${name}`).toString('base64') : value,
    Version: version,
    LastModifiedDate: modified / 1000,
    ARN: `arn:aws:ssm:${region}:${account}:parameter${name.startsWith('/') ? '' : '/'}${name}`,
    DataType: 'text',
  };
}

function notFound(): ApiError {
  return new ApiError(400, 'ParameterNotFound', '');
}
