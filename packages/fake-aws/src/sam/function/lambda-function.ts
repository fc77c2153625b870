import { lambdaCode } from '../code-location.ts';
import { resolved, type SamResource, type TransformContext } from '../context.ts';
import { type Generated, generated, ownAttributes } from '../generated.ts';
import { isBlank, isGiven, isObject, type JsonObject, objectAt, shown } from '../json.ts';
import { resourceProblem } from '../problem.ts';
import { functionTags } from '../tags.ts';
import { COPIED_PROPERTIES } from './function-properties.ts';

/** The AWS::Lambda::Function that a SAM function stands for, with its own Role as far as it has one. */
export function lambdaFunction(sam: SamResource, context: TransformContext): Generated {
  const { logicalId, properties } = sam;
  const code = functionCode(sam);
  const copied = Object.fromEntries(COPIED_PROPERTIES.map((name) => [name, properties[name]]));
  const dead = properties['DeadLetterQueue'];
  const made = generated(
    'AWS::Lambda::Function',
    logicalId,
    {
      Code: code,
      ...copied,
      FunctionName: isGiven(properties['FunctionName']) ? properties['FunctionName'] : undefined,
      Tags: functionTags(logicalId, properties['Tags']),
      TracingConfig: traces(sam, context) ? { Mode: properties['Tracing'] ?? null } : undefined,
      DeadLetterConfig: isObject(dead) && isGiven(dead) ? { TargetArn: dead['TargetArn'] ?? null } : undefined,
      CapacityProviderConfig: capacityProvider(properties['CapacityProviderConfig']),
      FunctionScalingConfig: isGiven(properties['FunctionScalingConfig'])
        ? properties['FunctionScalingConfig']
        : undefined,
    },
    { attributes: ownAttributes(sam.source), dependsOn: sam.source['DependsOn'] },
  );
  checkPackageType(sam, code);
  return made;
}

/** Tracing that is not switched off, also not by a parameter. */
export function traces(sam: SamResource, context: TransformContext): boolean {
  const tracing = sam.properties['Tracing'];
  return isGiven(tracing) && resolved(tracing, context) !== 'Disabled';
}

function capacityProvider(config: unknown): JsonObject | undefined {
  const given = config as JsonObject | undefined;
  if (given === undefined || isBlank(given)) return undefined;
  const { Arn = null, ...rest } = given;
  return { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: Arn, ...rest } };
}

function functionCode(sam: SamResource): JsonObject {
  const { logicalId, properties } = sam;
  const packageType = isGiven(properties['PackageType']) ? properties['PackageType'] : 'Zip';
  if (packageType !== 'Zip' && packageType !== 'Image') {
    throw resourceProblem(logicalId, `invalid 'PackageType' : ${shown(packageType)}`);
  }
  if (packageType === 'Image') {
    if (properties['ImageUri'] === undefined) throw resourceProblem(logicalId, "'ImageUri' must be set.");
    if (isBlank(properties['ImageUri'])) {
      throw resourceProblem(logicalId, "'ImageUri' requires that a image hosted at a registry be specified.");
    }
    return { ImageUri: properties['ImageUri'] };
  }
  const key = isGiven(properties['SourceKMSKeyArn']) ? { SourceKMSKeyArn: properties['SourceKMSKeyArn'] } : {};
  if (properties['InlineCode'] !== undefined) return { ZipFile: properties['InlineCode'], ...key };
  if (properties['CodeUri'] === undefined) {
    throw resourceProblem(logicalId, "Only one of 'InlineCode' or 'CodeUri' can be set.");
  }
  return { ...lambdaCode(properties['CodeUri'], logicalId, 'CodeUri'), ...key };
}

function checkPackageType({ logicalId, properties }: SamResource, code: JsonObject): void {
  const has = (name: string): boolean => isGiven(properties[name]);
  if (properties['PackageType'] === 'Image') {
    if (has('Handler') || has('Runtime') || has('Layers')) {
      throw resourceProblem(
        logicalId,
        'Runtime, Handler, Layers cannot be present when PackageType is of type `Image`',
      );
    }
    return;
  }
  if (!has('Runtime') || !has('Handler')) {
    throw resourceProblem(logicalId, 'Runtime and Handler needs to be present when PackageType is of type `Zip`');
  }
  if (isGiven(objectAt({ code }, 'code')['ImageUri']) || has('ImageConfig')) {
    throw resourceProblem(logicalId, 'ImageUri or ImageConfig cannot be present when PackageType is of type `Zip`');
  }
}
