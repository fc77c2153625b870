import type { SamResource, TransformContext } from '../context.ts';
import { type Attributes, type Generated, generated, handedDown } from '../generated.ts';
import { ref } from '../intrinsics.ts';
import { isGiven, isObject, type JsonObject } from '../json.ts';
import { resourceProblem } from '../problem.ts';

const PROPERTIES = ['CreateUsagePlan', 'Description', 'Quota', 'Tags', 'Throttle', 'UsagePlanName'];

/** `Auth.UsagePlan`: a plan and a key, for this API or for all that share one. */
export function usagePlan(
  sam: SamResource,
  auth: JsonObject | undefined,
  stageId: string,
  context: TransformContext,
): readonly Generated[] {
  const plan = auth?.['UsagePlan'];
  if (plan === undefined || plan === null) return [];
  const { logicalId } = sam;
  if (!isObject(plan)) throw resourceProblem(logicalId, "'UsagePlan' must be a dictionary");
  if (Object.keys(plan).some((key) => !PROPERTIES.includes(key))) {
    throw resourceProblem(logicalId, "Invalid property for 'UsagePlan'");
  }
  const create = plan['CreateUsagePlan'] ?? null;
  if (create === null) throw resourceProblem(logicalId, "'CreateUsagePlan' is a required field for UsagePlan.");
  if (create === 'NONE') return [];
  if (create !== 'SHARED' && create !== 'PER_API') {
    throw resourceProblem(logicalId, "'CreateUsagePlan' accepts one of ['SHARED', 'PER_API', 'NONE'].");
  }
  const attributes = handedDown(sam.source);
  if (create === 'PER_API') return planAndKey(logicalId, plan, [{ apiId: logicalId, stageId }], attributes);
  if ('Condition' in attributes) {
    throw resourceProblem(logicalId, 'The stand-in does not transform a shared usage plan of an API with a condition.');
  }
  context.sharedPlan.push({ apiId: logicalId, stageId });
  return planAndKey('Serverless', plan, [...context.sharedPlan], attributes);
}

/** A stage that a usage plan is for. */
export interface PlannedStage {
  readonly apiId: string;
  readonly stageId: string;
}

function planAndKey(
  prefix: string,
  plan: JsonObject,
  stages: readonly PlannedStage[],
  attributes: Attributes,
): readonly Generated[] {
  const [planId, keyId] = [`${prefix}UsagePlan`, `${prefix}ApiKey`];
  const settings = PROPERTIES.slice(1).map((name) => [name, isGiven(plan[name]) ? plan[name] : undefined] as const);
  return [
    generated(
      'AWS::ApiGateway::UsagePlan',
      planId,
      {
        ApiStages: stages.map((each) => ({ ApiId: ref(each.apiId), Stage: ref(each.stageId) })),
        ...Object.fromEntries(settings),
      },
      { attributes, dependsOn: stages.map((each) => each.apiId) },
    ),
    generated(
      'AWS::ApiGateway::ApiKey',
      keyId,
      {
        Enabled: true,
        StageKeys: stages.map((each) => ({ RestApiId: ref(each.apiId), StageName: ref(each.stageId) })),
      },
      { attributes, dependsOn: [planId] },
    ),
    generated(
      'AWS::ApiGateway::UsagePlanKey',
      `${planId}Key`,
      { KeyId: ref(keyId), KeyType: 'API_KEY', UsagePlanId: ref(planId) },
      { attributes, dependsOn: [keyId] },
    ),
  ];
}
