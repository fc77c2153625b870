/** Facts in, plan out: no call, no clock, no order that matters. */
import type { Failure, Notice } from '../failure.ts';
import { shapeNotice } from './compatibility.ts';
import type { DeployPlan, PlannedAction, UpdateAction } from './deploy-plan.ts';
import { type LayerTarget, layerActions } from './layer-plan.ts';
import type { DeploymentFacts, FunctionFacts } from './plan-facts.ts';
import { planFunction } from './plan-function.ts';

/** Actions are in the order of the facts. */
export function planDeployment(facts: DeploymentFacts): DeployPlan {
  const { target, functionPattern, notCompared } = facts;
  const planned = facts.functions.map((fn) => planFunction(fn, target, functionPattern));
  const actions = refuseSharedFunctions(planned);
  return {
    environment: target.environment.name,
    accountId: target.accountId,
    ...(target.callerArn !== undefined && { callerArn: target.callerArn }),
    region: target.region,
    actions,
    ...layersOf(facts.layers ?? [], actions),
    notCompared,
    notices: [...runtimeNotices(facts.functions, actions), ...patternNotices(facts, actions)],
  };
}

function layersOf(targets: readonly LayerTarget[], actions: readonly PlannedAction[]): Pick<DeployPlan, 'layers'> {
  if (targets.length === 0) return {};
  const uses = actions.map((action) => {
    const { service, logicalId } = action;
    return { service, logicalId, moves: action.kind === 'update' ? (action.layers ?? []) : [] };
  });
  return { layers: layerActions(targets, uses) };
}

/** Two functions of the workspace that stand for one in the cloud would overwrite each other for ever. */
function refuseSharedFunctions(actions: readonly PlannedAction[]): readonly PlannedAction[] {
  const byArn = new Map<string, UpdateAction[]>();
  for (const action of actions) {
    if (action.kind !== 'update') continue;
    byArn.set(action.deployed.arn, [...(byArn.get(action.deployed.arn) ?? []), action]);
  }
  return actions.map((action) => {
    if (action.kind !== 'update') return action;
    const other = byArn.get(action.deployed.arn)?.find((candidate) => candidate !== action);
    return other === undefined ? action : refuseShared(action, other);
  });
}

function refuseShared(action: UpdateAction, other: UpdateAction): PlannedAction {
  const { service, logicalId, physicalName } = action;
  const failure: Failure = {
    code: 'NXL-PLAN-SHARED-FUNCTION',
    message: `${physicalName} is meant by ${logicalId} of ${service} and by ${other.logicalId} of ${other.service}.`,
    advice: 'Give each function a physical name of its own, or deploy only one of them.',
  };
  return { kind: 'refuse', service, logicalId, physicalName, failure };
}

function runtimeNotices(functions: readonly FunctionFacts[], actions: readonly PlannedAction[]): readonly Notice[] {
  return actions.flatMap((action, index) => {
    const artifact = functions[index]?.artifact;
    if (action.kind !== 'update' || artifact?.kind !== 'built') return [];
    return shapeNotice(action.deployed, artifact.manifest) ?? [];
  });
}

function patternNotices({ functionPattern, functions }: DeploymentFacts, actions: readonly PlannedAction[]): Notice[] {
  if (functionPattern === undefined || functions.length === 0) return [];
  const noneMatched = actions.every(
    (action) => action.kind === 'skip' && action.reason === 'not matched by --function',
  );
  if (!noneMatched) return [];
  return [
    {
      code: 'NXL-OPTION-FUNCTION',
      message: `No function matches --function=${functionPattern}.`,
      advice: `Use a pattern of logical ids, for example ${functions
        .slice(0, 5)
        .map((fn) => fn.logicalId)
        .join(', ')}.`,
    },
  ];
}
