import type { Deployment, TransformContext } from '../context.ts';
import { type Generated, generated } from '../generated.ts';
import { anyOf, branchesOf, getAtt, isIf, isIntrinsic, isNoValue, ref, sub } from '../intrinsics.ts';
import { isGiven, isList, isString, type JsonObject, type JsonValue } from '../json.ts';
import { managedPolicyArn } from '../partition.ts';
import { assumedBy } from '../policies/role-policies.ts';
import { resourceProblem } from '../problem.ts';
import { tagList } from '../tags.ts';
import { CODE_DEPLOY_APPLICATION, deploymentGroupId } from './deployment-preference.ts';

const ROLE = 'CodeDeployServiceRole';
const CONDITION = 'ServerlessCodeDeployCondition';

/** The deployment types that CodeDeploy knows itself; any other one is a configuration of the user's. */
const PREDEFINED: readonly string[] = [
  ...[5, 10, 15, 30].map((minutes) => `Canary10Percent${minutes}Minutes`),
  'Linear10PercentEvery1Minute',
  ...[2, 3, 10].map((minutes) => `Linear10PercentEvery${minutes}Minutes`),
  'AllAtOnce',
];

/** The application, the role and a deployment group for each function with an enabled `DeploymentPreference`. */
export function codeDeployResources(context: TransformContext): readonly Generated[] {
  const deployments = [...context.deployments];
  if (deployments.length === 0) return [];
  const attributes = sharedCondition(
    deployments.map(([, each]) => each),
    context,
  );
  const tags = Object.assign({}, ...deployments.map(([, each]) => each.tags ?? {})) as JsonObject;
  const Tags = isGiven(tags) ? tagList(tags) : undefined;
  const limited = context.partition === 'aws-iso' || context.partition === 'aws-iso-b' ? 'Limited' : '';
  const application = generated(
    'AWS::CodeDeploy::Application',
    CODE_DEPLOY_APPLICATION,
    { ComputePlatform: 'Lambda', Tags },
    { attributes },
  );
  const role = generated(
    'AWS::IAM::Role',
    ROLE,
    {
      AssumeRolePolicyDocument: assumedBy('codedeploy.amazonaws.com'),
      ManagedPolicyArns: [managedPolicyArn(context.partition, `service-role/AWSCodeDeployRoleForLambda${limited}`)],
      Tags,
    },
    { attributes },
  );
  const ownRoles = deployments.every(([, each]) => isGiven(each.preference['Role']));
  return [application, ...(ownRoles ? [] : [role]), ...deployments.map(([id, each]) => group(id, each))];
}

function sharedCondition(deployments: readonly Deployment[], context: TransformContext): JsonObject {
  const named = deployments.map((each) => each.condition);
  const conditions = [...new Set(named.flatMap((each) => each ?? []))];
  if (named.includes(undefined) || conditions.length === 0) return {};
  for (const [name, value] of Object.entries(anyOf(conditions, CONDITION))) context.conditions.set(name, value);
  return { Condition: conditions.length === 1 ? (conditions[0] ?? null) : CONDITION };
}

function group(functionId: string, deployment: Deployment): Generated {
  const { preference } = deployment;
  return generated(
    'AWS::CodeDeploy::DeploymentGroup',
    deploymentGroupId(functionId),
    {
      AlarmConfiguration: alarms(functionId, preference['Alarms']),
      ApplicationName: ref(CODE_DEPLOY_APPLICATION),
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
      },
      DeploymentConfigName: configuration(preference['Type'] ?? null),
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      ServiceRoleArn: isGiven(preference['Role']) ? preference['Role'] : getAtt(ROLE, 'Arn'),
      TriggerConfigurations: isGiven(preference['TriggerConfigurations'])
        ? preference['TriggerConfigurations']
        : undefined,
      Tags: deployment.tags === undefined ? undefined : tagList(deployment.tags),
    },
    { attributes: deployment.condition === undefined ? {} : { Condition: deployment.condition } },
  );
}

function configuration(type: JsonValue, within?: string): JsonValue {
  if (isList(type)) return type.map((each) => configuration(each));
  if (isIntrinsic(type)) {
    return Object.fromEntries(Object.entries(type).map(([key, value]) => [key, configuration(value, key)]));
  }
  if (!isString(type) || !PREDEFINED.includes(type)) return type;
  const named = sub('CodeDeployDefault.Lambda${ConfigName}', { ConfigName: type });
  return within === 'Fn::Sub' ? (named['Fn::Sub'] ?? null) : named;
}

function alarms(functionId: string, names: JsonValue | undefined): JsonValue | undefined {
  if (!isGiven(names) || isNoValue(names)) return undefined;
  if (!isIf(names)) return alarmList(functionId, names);
  const branches = branchesOf(names);
  if (branches === undefined) throw resourceProblem(functionId, 'Fn::If requires 3 arguments');
  const [condition, whenTrue, whenFalse] = branches;
  return { 'Fn::If': [condition, alarmList(functionId, whenTrue), alarmList(functionId, whenFalse)] };
}

function alarmList(functionId: string, names: JsonValue): JsonObject {
  if (!isList(names)) throw resourceProblem(functionId, 'Alarms must be a list');
  if (names.length === 0 || isNoValue(names[0])) return {};
  return { Enabled: true, Alarms: names.map((Name) => ({ Name })) };
}
