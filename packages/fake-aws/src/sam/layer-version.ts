import { lambdaCode } from './code-location.ts';
import { resolved, type SamResource, type TransformContext } from './context.ts';
import { asResource, type Generated, generated, given, handedDown } from './generated.ts';
import { isIntrinsic } from './intrinsics.ts';
import { isBlank, isList, isObject, isString, type JsonObject, type JsonValue } from './json.ts';
import { withDigest } from './logical-id.ts';
import { resourceProblem } from './problem.ts';
import {
  BOOLEAN,
  checkProperties,
  each,
  listOf,
  optional,
  type PropertyRules,
  required,
  STRING,
  TEXT,
} from './property-rules.ts';

const PROPERTIES: PropertyRules = {
  LayerName: optional(TEXT),
  Description: optional(STRING),
  PublishLambdaVersion: optional(BOOLEAN),
  ContentUri: required(TEXT),
  ...each('CompatibleArchitectures CompatibleRuntimes', optional(listOf(TEXT))),
  ...each('LicenseInfo RetentionPolicy', optional(STRING)),
};

const RESOLVED = ['LayerName', 'LicenseInfo', 'Description', 'RetentionPolicy'];
const OPTIONS = ['Retain', 'Delete'];
const LISTED = "['Retain', 'Delete']";

/** AWS::Serverless::LayerVersion: a version whose logical id changes with what the template says about it. */
export function layerVersion(sam: SamResource, context: TransformContext): readonly Generated[] {
  checkProperties(sam.logicalId, sam.type, sam.written, PROPERTIES);
  const properties = { ...sam.properties, ...resolvedTexts(sam, context) };
  const retention = retentionPolicy(sam.logicalId, properties['RetentionPolicy']);
  const logicalId = withDigest(sam.logicalId, hashed(sam, properties));
  checkArchitectures(logicalId, properties['CompatibleArchitectures']);
  return [
    generated(
      'AWS::Lambda::LayerVersion',
      logicalId,
      {
        Content: lambdaCode(properties['ContentUri'], logicalId, 'ContentUri'),
        Description: properties['Description'],
        LayerName: isBlank(properties['LayerName']) ? sam.logicalId : properties['LayerName'],
        CompatibleArchitectures: properties['CompatibleArchitectures'],
        CompatibleRuntimes: properties['CompatibleRuntimes'],
        LicenseInfo: properties['LicenseInfo'],
      },
      {
        attributes: {
          DeletionPolicy: 'Retain',
          ...handedDown(sam.source),
          ...(retention === undefined ? {} : { DeletionPolicy: retention }),
        },
        dependsOn: sam.source['DependsOn'],
      },
    ),
  ];
}

/** Everything that the template says, but for what only matters when the layer goes. */
function hashed(sam: SamResource, properties: JsonObject): JsonObject {
  const { UpdatePolicy, Condition, DependsOn } = sam.source;
  const said = generated('AWS::Serverless::LayerVersion', sam.logicalId, properties, {
    attributes: given({ UpdatePolicy, Condition }),
    dependsOn: DependsOn,
  });
  return { [sam.logicalId]: asResource(said) };
}

function resolvedTexts(sam: SamResource, context: TransformContext): JsonObject {
  const texts = RESOLVED.filter((name) => !isBlank(sam.properties[name])).map((name) => {
    const value = resolved(sam.properties[name], context) ?? null;
    if (isString(value) || isObject(value)) return [name, value] as const;
    const message = `Could not resolve parameter for '${name}' or parameter is not a String.`;
    throw resourceProblem(sam.logicalId, message);
  });
  return Object.fromEntries(texts);
}

function retentionPolicy(logicalId: string, policy: JsonValue | undefined): string | undefined {
  if (policy === undefined) return undefined;
  if (isIntrinsic(policy)) {
    const message = `'RetentionPolicy' does not accept intrinsic functions, please use one of the following options: ${LISTED}`;
    throw resourceProblem(logicalId, message);
  }
  const option = isString(policy) ? OPTIONS.find((each) => each.toLowerCase() === policy.toLowerCase()) : undefined;
  if (option !== undefined) return option;
  throw resourceProblem(logicalId, `'RetentionPolicy' must be one of the following options: ${LISTED}.`);
}

function checkArchitectures(logicalId: string, architectures: JsonValue | undefined): void {
  if (!isList(architectures)) return;
  if (architectures.every((each) => isIntrinsic(each) || each === 'arm64' || each === 'x86_64')) return;
  throw resourceProblem(logicalId, "CompatibleArchitectures needs to be a list of 'x86_64' or 'arm64'");
}
