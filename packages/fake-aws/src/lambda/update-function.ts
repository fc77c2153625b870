import { type Fields, flag, text, texts } from '../fields.ts';
import { jsonReply } from '../wire.ts';
import { codeFrom, codeOf } from './code.ts';
import { statefulConfigurationOf } from './configuration.ts';
import { functionArn } from './function-name.ts';
import type { Deployed, FunctionCode, FunctionSettings, UpdateFailure } from './function-version.ts';
import { checkLayers } from './layers.ts';
import {
  checkRevision,
  checkSettled,
  findFunction,
  invalidParameter,
  type LambdaCall,
  type LambdaOperation,
} from './operation.ts';
import { checkArchitectures, settingsFrom } from './settings-from.ts';
import { publish } from './versions.ts';
import { acceptUpdate } from './write.ts';

export const updateFunctionCode: LambdaOperation = {
  name: 'UpdateFunctionCode',
  method: 'PUT',
  path: '/2015-03-31/functions/{FunctionName}/code',
  mutating: true,
  run(call) {
    const { record } = findFunction(call);
    const { fields, world } = call;
    const before = record.latest.deployed;
    const [settings, code] = newCode(call, before, functionArn(record));
    checkSettled(record);
    checkRevision(text(fields, 'RevisionId'), record.latest.revisionId);
    const deployed: Deployed = { id: world.newId(), settings, code };
    if (flag(fields, 'DryRun') === true) {
      // "Validate the request parameters and access permissions without modifying the function code."
      return jsonReply(200, statefulConfigurationOf(record, { ...record.latest, deployed }));
    }
    acceptUpdate(call, record, deployed, updateFailure(call));
    const version = flag(fields, 'Publish') === true ? publish(world, record) : record.latest;
    return jsonReply(200, statefulConfigurationOf(record, version));
  },
};

export const updateFunctionConfiguration: LambdaOperation = {
  name: 'UpdateFunctionConfiguration',
  method: 'PUT',
  path: '/2015-03-31/functions/{FunctionName}/configuration',
  mutating: true,
  run(call) {
    const { record } = findFunction(call);
    const { fields, world } = call;
    const before = record.latest.deployed;
    // Architectures belong to the code: UpdateFunctionConfiguration has no such member.
    const { Architectures: _unknown, ...known } = fields;
    const settings = settingsFrom(known, before.settings);
    checkLayers(call, settings.layers, before.settings.layers);
    checkSettled(record);
    checkRevision(text(fields, 'RevisionId'), record.latest.revisionId);
    acceptUpdate(call, record, { id: world.newId(), settings, code: before.code }, updateFailure(call));
    return jsonReply(200, statefulConfigurationOf(record, record.latest));
  },
};

function newCode(call: LambdaCall, before: Deployed, arn: string): readonly [FunctionSettings, FunctionCode] {
  const { fields, caller, world } = call;
  const architectures = texts(fields, 'Architectures') ?? before.settings.architectures;
  checkArchitectures(architectures);
  const settings = { ...before.settings, architectures };
  if (before.settings.packageType === 'Image') return [imageSettings(fields, settings), codeOf(new Uint8Array())];
  if (text(fields, 'ImageUri') !== undefined) {
    throw invalidParameter('Please do not provide ImageUri when updating a function with packageType Zip.');
  }
  return [settings, codeFrom(fields, caller, world, arn)];
}

function imageSettings(fields: Fields, settings: FunctionSettings): FunctionSettings {
  const imageUri = text(fields, 'ImageUri');
  if (imageUri === undefined) {
    throw invalidParameter('Please provide ImageUri when updating a function with packageType Image.');
  }
  return { ...settings, imageUri };
}

function updateFailure(call: LambdaCall): UpdateFailure | undefined {
  return call.faults.some((fault) => fault.kind === 'failed-update')
    ? { reasonCode: 'InternalError', reason: 'The stand-in was told to let this update fail.' }
    : undefined;
}
