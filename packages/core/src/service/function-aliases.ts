/**
 * The aliases through which a template has its functions invoked: SAM's AutoPublishAlias, and AWS::Lambda::Alias
 * resources of a version that the stack publishes. An alias of `$LATEST` needs nothing, and one of a version that the
 * template names by its number stays there: neither is listed here. What says when SAM publishes at the stack's
 * deployment (AutoPublishAliasAllProperties, AutoPublishCodeSha256) plays no part: new code is always published.
 */
import type { Notice } from '../failure.ts';
import type { FunctionDraft } from './function-draft.ts';
import { type Evaluated, evaluate, intrinsicOf, property, type Scope, subArguments } from './intrinsics.ts';
import { nameExpression } from './name-expression.ts';
import type { FunctionAlias, NameExpression } from './service.ts';
import { booleanOf, failureAt, type MapEntry, type TemplateNode, valueOf } from './template-node.ts';

/** What SAM makes of a function's properties. */
export function autoPublishAlias(
  raw: (key: string) => TemplateNode | undefined,
  scope: Scope,
): FunctionAlias | undefined {
  const node = raw('AutoPublishAlias');
  if (node === undefined || evaluate(node, scope) === undefined) return undefined;
  const preference = evaluate(raw('DeploymentPreference'), scope);
  return { name: expressionOf(node, 'AutoPublishAlias', scope), gradual: isGradual(preference, scope) };
}

/** "Enabled: … default true" (SAM, DeploymentPreference). */
function isGradual(preference: Evaluated, scope: Scope): boolean {
  if (preference === undefined) return false;
  const enabled = preference.kind === 'map' ? property(preference, 'Enabled', scope) : undefined;
  return enabled === undefined || enabled.kind === 'unknown' || booleanOf(enabled) !== false;
}

export function usesSnapStart(snapStart: Evaluated, scope: Scope): boolean {
  const applyOn = snapStart?.kind === 'map' ? property(snapStart, 'ApplyOn', scope) : undefined;
  return applyOn?.kind === 'scalar' && applyOn.text === 'PublishedVersions';
}

/** Of one template, as they are found. */
export interface PublishingResources {
  readonly aliases: MapEntry[];
  readonly versions: MapEntry[];
}

/** The function's draft with the aliases that resources of its own template give it. */
export function withAliases(
  draft: FunctionDraft,
  /** In its own template, without the name of a nested stack before it. */
  logicalId: string,
  { aliases, versions }: PublishingResources,
  scope: Scope,
): FunctionDraft {
  const owned = { logicalId, name: draft.name };
  const published = new Set(versions.filter(({ value }) => isOf(owned, value, scope)).map(({ key }) => key.text));
  const found = aliases.flatMap((entry): readonly FunctionAlias[] => {
    const properties = property(entry.value, 'Properties', scope);
    if (properties?.kind !== 'map' || !isOf(owned, entry.value, scope)) return [];
    if (!isPublished(valueOf(properties, 'FunctionVersion'), logicalId, published)) return [];
    const condition = valueOf(entry.value, 'Condition');
    const policy = property(entry.value, 'UpdatePolicy', scope);
    const gradual =
      property(properties, 'RoutingConfig', scope) !== undefined ||
      (policy?.kind === 'map' && property(policy, 'CodeDeployLambdaAliasUpdate', scope) !== undefined);
    const name = valueOf(properties, 'Name');
    if (name === undefined) return [];
    return [
      {
        name: expressionOf(name, entry.key.text, scope),
        ...(condition?.kind === 'scalar' ? { condition: condition.text } : {}),
        gradual,
      },
    ];
  });
  return found.length === 0 ? draft : { ...draft, aliases: [...(draft.aliases ?? []), ...found] };
}

/** Who invokes a version by its number sees new code only after the stack was deployed. */
export function versionNotices(
  drafts: readonly { readonly draft: FunctionDraft; readonly logicalId: string }[],
  { versions }: PublishingResources,
  scope: Scope,
): readonly Notice[] {
  return versions.flatMap((entry) => {
    const owner = drafts.find(({ draft, logicalId }) => isOf({ logicalId, name: draft.name }, entry.value, scope));
    if (owner === undefined || owner.draft.aliases !== undefined) return [];
    return failureAt(
      entry.key,
      'NXL-TEMPLATE-VERSION',
      `${owner.logicalId} has a version, but no alias that leads to it: who invokes the version sees new code only after the stack was deployed.`,
      'Invoke it through an alias (AutoPublishAlias, AWS::Lambda::Alias), which a deployment can move.',
    );
  });
}

interface OwnedFunction {
  readonly logicalId: string;
  readonly name: NameExpression | undefined;
}

/** Whether a version or alias is one of this function. */
function isOf({ logicalId, name }: OwnedFunction, resource: TemplateNode, scope: Scope): boolean {
  const properties = property(resource, 'Properties', scope);
  const node = properties?.kind === 'map' ? valueOf(properties, 'FunctionName') : undefined;
  if (node === undefined) return false;
  const referred = referenceIn(node);
  if (referred !== undefined) return referred.resource === logicalId && referred.attribute !== 'Version';
  return name !== undefined && JSON.stringify(nameExpression(node, scope)) === JSON.stringify(name);
}

/** `!GetAtt V.Version` of one of the versions, or SAM's `!GetAtt Fn.Version`, `!Ref Fn.Version`. */
function isPublished(node: TemplateNode | undefined, logicalId: string, versions: ReadonlySet<string>): boolean {
  const referred = node && referenceIn(node);
  if (referred?.attribute !== 'Version') return false;
  return versions.has(referred.resource) || referred.resource === logicalId;
}

interface Reference {
  readonly resource: string;
  readonly attribute?: string;
}

/** What `Ref`, `Fn::GetAtt` or a `Fn::Sub` of nothing but one reference refers to. */
function referenceIn(node: TemplateNode): Reference | undefined {
  const call = intrinsicOf(node);
  if (call === undefined) return undefined;
  const { key, value } = call;
  if (key.text === 'Ref') return value.kind === 'scalar' ? dotted(value.text) : undefined;
  if (key.text === 'Fn::GetAtt') {
    if (value.kind === 'scalar') return dotted(value.text);
    const [resource, attribute] = value.kind === 'list' ? value.items : [];
    if (resource?.kind !== 'scalar') return undefined;
    return { resource: resource.text, ...(attribute?.kind === 'scalar' ? { attribute: attribute.text } : {}) };
  }
  const text = key.text === 'Fn::Sub' ? subArguments(value)?.text : undefined;
  const only = text === undefined ? undefined : /^\$\{([A-Za-z0-9.]+)\}$/.exec(text)?.[1];
  return only === undefined ? undefined : dotted(only);
}

function dotted(text: string): Reference {
  const [resource = '', attribute] = text.split('.');
  return { resource, ...(attribute === undefined ? {} : { attribute }) };
}

/** What can't be told stays open under the name of what says it. */
function expressionOf(node: TemplateNode, what: string, scope: Scope): NameExpression {
  return nameExpression(node, scope) ?? [{ ref: what }];
}
