import { createHash } from 'node:crypto';
import { jsonReply } from '../wire.ts';
import { codeLocation } from './code-location.ts';
import { configurationOf, statefulConfigurationOf } from './configuration.ts';
import { accessDenied, functionArn } from './function-name.ts';
import type { FunctionRecord } from './function-store.ts';
import type { FunctionVersion } from './function-version.ts';
import { findFunction, type LambdaCall, type LambdaOperation, page } from './operation.ts';

export const getFunction: LambdaOperation = {
  name: 'GetFunction',
  method: 'GET',
  path: '/2015-03-31/functions/{FunctionName}',
  mutating: false,
  run(call) {
    const { record, version, qualifier } = findFunction(call);
    return jsonReply(200, {
      Configuration: readConfiguration(call, record, version, qualifier),
      Code: codeMember(call, record, version),
      ...tagMembers(call, record),
    });
  },
};

export const getFunctionConfiguration: LambdaOperation = {
  name: 'GetFunctionConfiguration',
  method: 'GET',
  path: '/2015-03-31/functions/{FunctionName}/configuration',
  mutating: false,
  run(call) {
    const { record, version, qualifier } = findFunction(call);
    return jsonReply(200, readConfiguration(call, record, version, qualifier));
  },
};

/** "ListFunctions returns a subset of the FunctionConfiguration fields": no State, LastUpdateStatus or tags. */
export const listFunctions: LambdaOperation = {
  name: 'ListFunctions',
  method: 'GET',
  path: '/2015-03-31/functions',
  mutating: false,
  run({ world, caller, request }) {
    const everyVersion = request.query.get('FunctionVersion') === 'ALL';
    const rows = world.functions.list(caller.account, caller.region).flatMap((record) => {
      const versions = everyVersion ? [record.latest, ...record.published.values()] : [record.latest];
      const qualifier = everyVersion ? '$LATEST' : undefined;
      return versions.map((version) =>
        configurationOf(record, version, version.version === '$LATEST' ? qualifier : undefined),
      );
    });
    const { items, ...next } = page(rows, request.query);
    return jsonReply(200, { Functions: items, ...next });
  },
};

/** "EnvironmentError: … for environment variables that couldn't be applied", as when the caller may not use their key. */
function readConfiguration(
  { caller }: LambdaCall,
  record: FunctionRecord,
  version: FunctionVersion,
  qualifier: string | undefined,
): object {
  const configuration = statefulConfigurationOf(record, version, qualifier);
  const { environment, kmsKeyArn } = version.deployed.settings;
  if (environment === undefined || kmsKeyArn === undefined || !caller.denied.includes('kms:Decrypt')) {
    return configuration;
  }
  const { code, message } = accessDenied(caller, 'kms:Decrypt', kmsKeyArn);
  return { ...configuration, Environment: { Error: { ErrorCode: code, Message: message } } };
}

function codeMember(call: LambdaCall, record: FunctionRecord, version: FunctionVersion): object {
  const { settings, code } = version.deployed;
  if (settings.packageType === 'Image') {
    const digest = createHash('sha256')
      .update(settings.imageUri ?? '')
      .digest('hex');
    const repository = (settings.imageUri ?? '').replace(/[:@][^/]*$/, '');
    return { RepositoryType: 'ECR', ImageUri: settings.imageUri, ResolvedImageUri: `${repository}@sha256:${digest}` };
  }
  const source = code.source && {
    ResolvedS3Object: {
      S3Bucket: code.source.bucket,
      S3Key: code.source.key,
      S3ObjectVersion: code.source.versionId,
    },
  };
  return { RepositoryType: 'S3', Location: codeLocation(call.world, record, code), ...source };
}

/** "Tags: … Lambda returns tag data only if you have explicit allow permissions for lambda:ListTags" (SDK type). */
function tagMembers(call: LambdaCall, record: FunctionRecord): object {
  const { caller } = call;
  if (caller.denied.includes('lambda:ListTags')) {
    const { code, message } = accessDenied(caller, 'lambda:ListTags', functionArn(record));
    return { TagsError: { ErrorCode: code, Message: message } };
  }
  return Object.keys(record.tags).length === 0 ? {} : { Tags: record.tags };
}
