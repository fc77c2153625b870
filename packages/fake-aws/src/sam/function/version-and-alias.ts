import { propertiesOf, resolved, type SamResource, type TransformContext } from '../context.ts';
import { type Generated, generated, handedDown } from '../generated.ts';
import { getAtt, ref, referencedId } from '../intrinsics.ts';
import { isBlank, isGiven, isList, isObject, isString, type JsonObject, type JsonValue, objectAt } from '../json.ts';
import { withDigest } from '../logical-id.ts';
import { resourceProblem } from '../problem.ts';

const ALIAS_NAME = /^(?!\d+$)([a-zA-Z0-9\-_]+)$/;

export interface Published {
  readonly version: Generated;
  readonly alias: Generated;
  readonly aliasName: string;
}

/** `AutoPublishAlias`: a version named after what it was made of, and the alias that points to it. */
export function publish(sam: SamResource, lambda: Generated, context: TransformContext): Published | undefined {
  const { properties, logicalId } = sam;
  if (isBlank(properties['AutoPublishAlias'])) return undefined;
  const aliasName = resolved(properties['AutoPublishAlias'], context);
  if (!isString(aliasName)) {
    throw resourceProblem(logicalId, "'AutoPublishAlias' must be a string or a Ref to a template parameter");
  }
  const codeSha256 = publishedSha(sam, context);
  if (codeSha256 !== undefined) describeWithSha(sam, lambda, codeSha256, context);
  const version = makeVersion(sam, lambda, codeSha256, context);
  return { version, alias: makeAlias(sam, aliasName, version), aliasName };
}

function publishedSha(sam: SamResource, context: TransformContext): string | undefined {
  if (isBlank(sam.properties['AutoPublishCodeSha256'])) return undefined;
  const sha = resolved(sam.properties['AutoPublishCodeSha256'], context);
  if (!isString(sha)) throw resourceProblem(sam.logicalId, 'AutoPublishCodeSha256 must be a string');
  return sha;
}

/** Lambda makes no new version of unchanged settings, so that the new code's digest goes into one of them. */
function describeWithSha(sam: SamResource, lambda: Generated, sha: string, context: TransformContext): void {
  const text = resolved(sam.properties['Description'], context);
  const described = isBlank(text)
    ? sha
    : isString(text)
      ? `${text} ${sha}`
      : { 'Fn::Join': [' ', [text ?? null, sha]] };
  lambda.properties = { ...lambda.properties, Description: described };
}

function makeVersion(
  sam: SamResource,
  lambda: Generated,
  codeSha256: string | undefined,
  context: TransformContext,
): Generated {
  const { logicalId, properties } = sam;
  lambda.properties = { ...lambda.properties, Code: resolved(lambda.properties['Code'], context) ?? null };
  const prefix = `${logicalId}Version`;
  const id = isGiven(codeSha256)
    ? prefix + codeSha256.slice(0, 10)
    : withDigest(prefix, versionContent(sam, lambda, context));
  const attributes = handedDown(sam.source);
  const fallback = properties['CapacityProviderConfig'] === undefined ? 'Retain' : 'Delete';
  return generated(
    'AWS::Lambda::Version',
    id,
    {
      FunctionName: ref(logicalId),
      Description: properties['VersionDescription'],
      FunctionScalingConfig:
        properties['CapacityProviderConfig'] === undefined ? undefined : properties['FunctionScalingConfig'],
    },
    { attributes: { DeletionPolicy: properties['VersionDeletionPolicy'] ?? fallback, ...attributes } },
  );
}

/** What makes a new version when it changes: code, environment, memory and SnapStart, or every property on request. */
function versionContent(sam: SamResource, lambda: Generated, context: TransformContext): JsonObject {
  if (isGiven(sam.properties['AutoPublishAliasAllProperties'])) {
    return { ...lambda.properties, ...publishedLayers(lambda.properties['Layers'], context) };
  }
  const snapStart = objectAt(lambda.properties, 'SnapStart');
  const memory = lambda.properties['MemorySize'];
  return {
    ...objectAt(lambda.properties, 'Code'),
    ...objectAt(lambda.properties, 'Environment'),
    ...(isGiven(memory) ? { MemorySize: memory } : {}),
    ...((snapStart['ApplyOn'] ?? 'None') === 'None' ? {} : { SnapStart: snapStart }),
  };
}

function publishedLayers(layers: JsonValue | undefined, context: TransformContext): JsonObject {
  const ids = (isList(layers) ? layers : []).flatMap((layer) => referencedId(layer) ?? []);
  const pairs = ids.map((id) => [id, propertiesOf(context.resources.get(id))] as const);
  return Object.fromEntries(pairs.filter(([, properties]) => isGiven(properties['PublishLambdaVersion'])));
}

function makeAlias(sam: SamResource, name: string, version: Generated): Generated {
  const { logicalId, properties } = sam;
  if (!ALIAS_NAME.test(name)) {
    const message = `AutoPublishAlias name ('${name}') must contain only alphanumeric characters, hyphens, or underscores matching (?!^[0-9]+$)([a-zA-Z0-9-_]+) pattern.`;
    throw resourceProblem(logicalId, message);
  }
  const concurrency = properties['ProvisionedConcurrencyConfig'];
  return generated(
    'AWS::Lambda::Alias',
    `${logicalId}Alias${name.replaceAll('-', 'D').replaceAll('_', 'U')}`,
    {
      Name: name,
      FunctionName: ref(logicalId),
      FunctionVersion: getAtt(version.logicalId, 'Version'),
      ProvisionedConcurrencyConfig: isObject(concurrency) && isGiven(concurrency) ? concurrency : undefined,
    },
    { attributes: handedDown(sam.source) },
  );
}
