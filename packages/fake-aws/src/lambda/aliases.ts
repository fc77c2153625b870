import { ApiError } from '../api-error.ts';
import { isFields, nested, text } from '../fields.ts';
import { emptyReply, jsonReply } from '../wire.ts';
import { functionArn } from './function-name.ts';
import type { Alias, FunctionRecord } from './function-store.ts';
import {
  checkRevision,
  findFunction,
  functionNotFound,
  invalidParameter,
  type LambdaCall,
  type LambdaOperation,
  page,
} from './operation.ts';

const COLLECTION = '/2015-03-31/functions/{FunctionName}/aliases';
const ITEM = `${COLLECTION}/{Name}`;

export const createAlias: LambdaOperation = {
  name: 'CreateAlias',
  method: 'POST',
  path: COLLECTION,
  mutating: true,
  run(call) {
    const { record } = findFunction(call);
    const name = text(call.fields, 'Name') ?? '';
    // "Pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)": a number would be taken for a version.
    if (!/^(?!\d+$)[a-zA-Z0-9-_]{1,128}$/.test(name)) {
      throw invalidParameter(
        `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)`,
      );
    }
    if (record.aliases.has(name)) {
      throw new ApiError(409, 'ResourceConflictException', `Alias already exists: ${aliasArn(record, name)}`);
    }
    const alias = checked(call, record, { name, functionVersion: '', description: '', weights: {} });
    record.aliases.set(name, alias);
    return jsonReply(201, aliasConfiguration(record, alias));
  },
};

export const updateAlias: LambdaOperation = {
  name: 'UpdateAlias',
  method: 'PUT',
  path: ITEM,
  mutating: true,
  run(call) {
    const { record, alias } = findAlias(call);
    checkRevision(text(call.fields, 'RevisionId'), alias.revisionId);
    const after = checked(call, record, alias);
    record.aliases.set(alias.name, after);
    return jsonReply(200, aliasConfiguration(record, after));
  },
};

export const getAlias: LambdaOperation = {
  name: 'GetAlias',
  method: 'GET',
  path: ITEM,
  mutating: false,
  run(call) {
    const { record, alias } = findAlias(call);
    return jsonReply(200, aliasConfiguration(record, alias));
  },
};

export const listAliases: LambdaOperation = {
  name: 'ListAliases',
  method: 'GET',
  path: COLLECTION,
  mutating: false,
  run(call) {
    const { record } = findFunction(call);
    const version = call.request.query.get('FunctionVersion');
    const rows = [...record.aliases.values()]
      .filter((alias) => version === null || alias.functionVersion === version)
      .map((alias) => aliasConfiguration(record, alias));
    const { items, ...next } = page(rows, call.request.query);
    return jsonReply(200, { Aliases: items, ...next });
  },
};

/** Deleting an alias that does not exist succeeds too. */
export const deleteAlias: LambdaOperation = {
  name: 'DeleteAlias',
  method: 'DELETE',
  path: ITEM,
  mutating: true,
  run(call) {
    findFunction(call).record.aliases.delete(call.path.Name ?? '');
    return emptyReply(204);
  },
};

function findAlias(call: LambdaCall): { readonly record: FunctionRecord; readonly alias: Alias } {
  const { record } = findFunction(call);
  const name = call.path.Name ?? '';
  const alias = record.aliases.get(name);
  if (alias !== undefined) return { record, alias };
  throw new ApiError(404, 'ResourceNotFoundException', `Cannot find alias arn: ${aliasArn(record, name)}`);
}

function checked(call: LambdaCall, record: FunctionRecord, before: Omit<Alias, 'revisionId'>): Alias {
  const functionVersion = text(call.fields, 'FunctionVersion') ?? before.functionVersion;
  if (functionVersion !== '$LATEST' && !record.published.has(functionVersion)) {
    throw functionNotFound(functionArn({ ...record, qualifier: functionVersion }));
  }
  const routing = nested(call.fields, 'RoutingConfig');
  return {
    name: before.name,
    functionVersion,
    description: text(call.fields, 'Description') ?? before.description,
    revisionId: call.world.newId(),
    weights: routing === undefined ? before.weights : weightsFrom(routing.AdditionalVersionWeights),
  };
}

function weightsFrom(value: unknown): Readonly<Record<string, number>> {
  if (!isFields(value)) return {};
  const entries = Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  return Object.fromEntries(entries);
}

function aliasConfiguration(record: FunctionRecord, alias: Alias): object {
  return {
    AliasArn: aliasArn(record, alias.name),
    Name: alias.name,
    FunctionVersion: alias.functionVersion,
    Description: alias.description,
    RoutingConfig: Object.keys(alias.weights).length === 0 ? undefined : { AdditionalVersionWeights: alias.weights },
    RevisionId: alias.revisionId,
  };
}

function aliasArn(record: FunctionRecord, name: string): string {
  return functionArn({ ...record, qualifier: name });
}
