import { definitionLocation } from '../code-location.ts';
import type { SamResource, TransformContext } from '../context.ts';
import { checkEvents, eventResources } from '../events/events.ts';
import { type Generated, generated, handedDown, ownAttributes } from '../generated.ts';
import { getAtt, ref } from '../intrinsics.ts';
import { isGiven, isObject, isString, type JsonObject, type JsonValue, objectAt, shown } from '../json.ts';
import { xrayPolicy } from '../partition.ts';
import { executionRole, listedPolicies } from '../policies/role.ts';
import { assumedBy } from '../policies/role-policies.ts';
import { resourceProblem } from '../problem.ts';
import {
  ANY,
  BOOLEAN,
  checkProperties,
  each,
  listOf,
  literal,
  MAP,
  mapOf,
  oneOf,
  optional,
  type PropertyRules,
  STRING,
  TEXT,
} from '../property-rules.ts';
import { propagateTags, tagList } from '../tags.ts';
import { definitionText } from './definition.ts';

const PROPERTIES: PropertyRules = {
  Definition: optional(MAP),
  DefinitionUri: optional(TEXT),
  Logging: optional(MAP),
  Role: optional(STRING),
  RolePath: literal(ANY),
  DefinitionSubstitutions: optional(MAP),
  Events: optional(mapOf(MAP)),
  ...each('Name Type', optional(STRING)),
  Tags: optional(MAP),
  PropagateTags: optional(BOOLEAN),
  Policies: optional(oneOf(STRING, listOf(TEXT))),
  Tracing: optional(MAP),
  PermissionsBoundary: optional(STRING),
  ...each('AutoPublishAlias DeploymentPreference', literal(ANY)),
  UseAliasAsEventTarget: literal(BOOLEAN),
};

/** AWS::Serverless::StateMachine: the machine, its role, version and alias, and what its events need. */
export function stateMachineResources(sam: SamResource, context: TransformContext): readonly Generated[] {
  const { logicalId, properties } = sam;
  checkProperties(logicalId, sam.type, sam.written, PROPERTIES);
  checkEvents(sam, 'state machine', context);
  const tags = [{ Key: 'stateMachine:createdBy', Value: 'SAM' }, ...tagList(properties['Tags'])];
  const definition = definitionOf(sam);
  const role = machineRole(sam, tags, context);
  const machine = generated(
    'AWS::StepFunctions::StateMachine',
    logicalId,
    {
      ...definition,
      RoleArn: role === undefined ? properties['Role'] : getAtt(role.logicalId, 'Arn'),
      StateMachineName: properties['Name'],
      StateMachineType: properties['Type'],
      LoggingConfiguration: properties['Logging'],
      TracingConfiguration: properties['Tracing'],
      Tags: tags,
    },
    { attributes: ownAttributes(sam.source), dependsOn: sam.source['DependsOn'] },
  );
  const published = publish(sam);
  const alias = isGiven(properties['UseAliasAsEventTarget']) ? published[1] : undefined;
  const target = alias ?? machine;
  const boundary = properties['PermissionsBoundary'];
  const events = eventResources(
    sam,
    {
      kind: 'state machine',
      logicalId: target.logicalId,
      arn: ref(target.logicalId),
      name: ref(target.logicalId),
      attributes: target.attributes,
      ...(isString(boundary) || isObject(boundary) ? { permissionsBoundary: boundary } : {}),
    },
    context,
  );
  const resources = [machine, ...(role === undefined ? [] : [role]), ...published, ...events];
  propagateTags(resources, properties['Tags'], isGiven(properties['PropagateTags']));
  return resources;
}

function definitionOf({ logicalId, properties }: SamResource): Readonly<Record<string, JsonValue | undefined>> {
  const { Definition: definition, DefinitionUri: uri, DefinitionSubstitutions: substitutions } = properties;
  if (isGiven(definition) && isGiven(uri)) {
    throw resourceProblem(logicalId, "Specify either 'Definition' or 'DefinitionUri' property and not both.");
  }
  const own = isObject(substitutions) ? substitutions : {};
  if (isGiven(definition)) {
    const { text, found } = definitionText(definition);
    const all = { ...own, ...found };
    return { DefinitionSubstitutions: isGiven(all) ? all : undefined, DefinitionString: text };
  }
  if (!isGiven(uri)) {
    throw resourceProblem(logicalId, "Either 'Definition' or 'DefinitionUri' property must be specified.");
  }
  return {
    DefinitionSubstitutions: isGiven(own) ? own : undefined,
    DefinitionS3Location: definitionLocation(uri, logicalId),
  };
}

function machineRole(sam: SamResource, tags: readonly JsonObject[], context: TransformContext): Generated | undefined {
  const { properties } = sam;
  const { Role: role, Policies: policies } = properties;
  if (isGiven(role) && isGiven(policies)) {
    const message = "Specify either 'Role' or 'Policies' (but not both at the same time) or neither of them";
    throw resourceProblem(sam.logicalId, message);
  }
  if (isGiven(role)) return undefined;
  const traced = objectAt(properties, 'Tracing')['Enabled'] === true;
  const listed = [...listedPolicies(policies), ...(traced ? [xrayPolicy(context.partition)] : [])];
  return executionRole(sam, listed, { assumeRolePolicy: assumedBy('states.amazonaws.com'), tags }, context);
}

/** `AutoPublishAlias`: a version, and an alias that CloudFormation shifts to it. */
function publish({ logicalId, properties, source }: SamResource): readonly Generated[] {
  const name = properties['AutoPublishAlias'];
  const preference = properties['DeploymentPreference'];
  if (!isGiven(name)) {
    const needing = ['UseAliasAsEventTarget', 'DeploymentPreference'].find((each) => isGiven(properties[each]));
    if (needing === undefined) return [];
    throw resourceProblem(logicalId, `'${needing}' requires 'AutoPublishAlias' property to be specified.`);
  }
  const version = `${logicalId}Version`;
  const shared = handedDown(source);
  return [
    generated(
      'AWS::StepFunctions::StateMachineVersion',
      version,
      {
        StateMachineArn: ref(logicalId),
        StateMachineRevisionId: getAtt(logicalId, 'StateMachineRevisionId'),
      },
      { attributes: { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain', ...shared } },
    ),
    generated(
      'AWS::StepFunctions::StateMachineAlias',
      `${logicalId}Alias${shown(name)}`,
      {
        Name: name,
        DeploymentPreference: {
          ...(isObject(preference) && isGiven(preference) ? preference : { Type: 'ALL_AT_ONCE' }),
          StateMachineVersionArn: ref(version),
        },
      },
      { attributes: shared },
    ),
  ];
}
