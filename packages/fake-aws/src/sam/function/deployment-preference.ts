import { resolvedFully, type SamResource, type TransformContext } from '../context.ts';
import { type Generated, given } from '../generated.ts';
import { isIntrinsic, ref } from '../intrinsics.ts';
import { isBlank, isGiven, isObject, isString, type JsonObject, objectAt } from '../json.ts';
import { resourceProblem } from '../problem.ts';

export const CODE_DEPLOY_APPLICATION = 'ServerlessDeploymentApplication';

export function deploymentGroupId(functionId: string): string {
  return `${functionId}DeploymentGroup`;
}

/** `DeploymentPreference`: the alias is updated by CodeDeploy; its resources are made when all functions are known. */
export function deploymentPreference(sam: SamResource, alias: Generated | undefined, context: TransformContext): void {
  const { logicalId, properties } = sam;
  const written = properties['DeploymentPreference'];
  if (!isObject(written) || isBlank(written)) return;
  const preference: JsonObject = {
    ...written,
    ...given({ Enabled: resolvedFully(written['Enabled'], context), Type: resolvedFully(written['Type'], context) }),
  };
  const passCondition = passesCondition(sam, preference, context);
  const enabled = preference['Enabled'] ?? true;
  if (isBlank(enabled) || enabled === 'false' || enabled === 'False') return;
  if (!('Type' in preference)) {
    throw resourceProblem(logicalId, "'DeploymentPreference' is missing required Property 'Type'");
  }
  if ('Hooks' in preference && !isObject(preference['Hooks'])) {
    throw resourceProblem(logicalId, "'Hooks' property of 'DeploymentPreference' must be a dictionary");
  }
  if (alias === undefined) {
    const message = "'DeploymentPreference' requires AutoPublishAlias property to be specified.";
    throw resourceProblem(logicalId, message);
  }
  const condition = sam.source['Condition'];
  const tags = properties['Tags'];
  context.deployments.set(logicalId, {
    preference,
    ...(passCondition && isString(condition) ? { condition } : {}),
    ...(isGiven(properties['PropagateTags']) && isObject(tags) && isGiven(tags) ? { tags } : {}),
  });
  const hooks = objectAt(preference, 'Hooks');
  const update = given({
    ApplicationName: ref(CODE_DEPLOY_APPLICATION),
    DeploymentGroupName: ref(deploymentGroupId(logicalId)),
    BeforeAllowTrafficHook: hooks['PreTraffic'],
    AfterAllowTrafficHook: hooks['PostTraffic'],
  });
  alias.attributes = { ...alias.attributes, UpdatePolicy: { CodeDeployLambdaAliasUpdate: update } };
}

function passesCondition(sam: SamResource, preference: JsonObject, context: TransformContext): boolean {
  if (!('PassthroughCondition' in preference)) return false;
  const value = resolvedFully(preference['PassthroughCondition'], context);
  if (value === true || value === 'true' || value === 'True') return true;
  if (value === false || value === 'false' || value === 'False') return false;
  const message = isIntrinsic(value)
    ? 'Unsupported intrinsic: the only intrinsic functions supported for property PassthroughCondition are FindInMap and parameter Refs.'
    : 'Invalid value for property PassthroughCondition.';
  throw resourceProblem(sam.logicalId, message);
}
