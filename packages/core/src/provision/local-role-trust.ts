/**
 * Lets the owner of an environment assume its functions' roles: the statement goes into the trust policies of the roles that
 * the template makes, written out or by SAM's transform, in the text that is sent alone. The user's files, and the digest of
 * what they say, stay as they are.
 */

import { withGlobals } from '../service/globals.ts';
import { entriesOf, evaluate, intrinsicOf, property, type Scope } from '../service/intrinsics.ts';
import { type MapEntry, type MapNode, type TemplateNode, valueOf } from '../service/template-node.ts';
import { type TextEdit, valueEdit } from './edit-template.ts';
import { type TemplateValue, templateValue } from './template-json.ts';
import { TRUST_SID, type TrustStatement } from './trust-statement.ts';

export interface TrustEdits {
  /** Each with the file that it changes: the template's or a fragment's. */
  readonly edits: readonly { readonly file: string; readonly edit: TextEdit }[];
  /** Logical ids of functions whose role is not this template's, or has a trust policy that can't be read here. */
  readonly unreachable: readonly string[];
}

const FUNCTION_TYPES = ['AWS::Serverless::Function', 'AWS::Lambda::Function'];
const POLICY = 'AssumeRolePolicyDocument';
const LAMBDA = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };

export function trustEdits(root: TemplateNode, scope: Scope, statement: TrustStatement): TrustEdits {
  const resources = entriesOf(valueOf(root, 'Resources'), scope);
  const edits: TrustEdits['edits'][number][] = [];
  const unreachable: string[] = [];
  for (const resource of resources) {
    const type = property(resource.value, 'Type', scope);
    if (type?.kind !== 'scalar' || !FUNCTION_TYPES.includes(type.text)) continue;
    const properties = valueOf(resource.value, 'Properties');
    const all = withGlobals(type.text, properties, root, scope);
    const role = all.findLast(({ key }) => key.text === 'Role')?.value;
    const isGenerated = type.text === 'AWS::Serverless::Function' && evaluate(role, scope) === undefined;
    const edit = isGenerated
      ? generatedRoleEdit(properties, root, scope, statement)
      : ownRoleEdit(resources, roleOf(role, scope), scope, statement);
    if (edit === undefined) unreachable.push(resource.key.text);
    else if (edit !== 'trusted') edits.push(edit);
  }
  return { edits, unreachable };
}

type RoleEdit = TrustEdits['edits'][number] | 'trusted' | undefined;

/** SAM makes the role with this property of the function; it adds the globals' list of statements to the function's own. */
function generatedRoleEdit(
  properties: TemplateNode | undefined,
  root: TemplateNode,
  scope: Scope,
  statement: TrustStatement,
): RoleEdit {
  if (properties?.kind !== 'map') return undefined;
  const own = valueIn(properties, POLICY, scope);
  if (own !== undefined) return policyEdit(properties, own, statement);
  const global = property(valueOf(root, 'Globals'), 'Function', scope);
  const everywhere = global?.kind === 'map' ? valueIn(global, POLICY, scope) : undefined;
  if (everywhere !== undefined && valueOf(everywhere, 'Statement')?.kind !== 'list') return undefined;
  const statements = everywhere === undefined ? [LAMBDA, statement] : [statement];
  const document = { ...(everywhere === undefined ? { Version: '2012-10-17' } : {}), Statement: statements };
  return placed(properties, undefined, document);
}

function ownRoleEdit(
  resources: readonly MapEntry[],
  logicalId: string | undefined,
  scope: Scope,
  statement: TrustStatement,
): RoleEdit {
  const role = resources.findLast(({ key }) => key.text === logicalId)?.value;
  const type = property(role, 'Type', scope);
  const properties = valueOf(role, 'Properties');
  if (type?.kind !== 'scalar' || type.text !== 'AWS::IAM::Role' || properties?.kind !== 'map') return undefined;
  const own = valueIn(properties, POLICY, scope);
  return own === undefined ? undefined : policyEdit(properties, own, statement);
}

function policyEdit(properties: MapNode, policy: TemplateNode, statement: TrustStatement): RoleEdit {
  const present = valueOf(policy, 'Statement');
  if (policy.kind !== 'map' || intrinsicOf(policy) !== undefined || present === undefined) return undefined;
  if (present.kind === 'scalar' || intrinsicOf(present) !== undefined) return undefined;
  const statements = present.kind === 'list' ? present.items : [present];
  const hasSid = (node: TemplateNode) => {
    const sid = valueOf(node, 'Sid');
    return sid?.kind === 'scalar' && sid.text === TRUST_SID;
  };
  if (statements.some(hasSid)) return 'trusted';
  const document = templateValue(policy) as Readonly<Record<string, TemplateValue>>;
  return placed(properties, policy, { ...document, Statement: [...statements.map(templateValue), statement] });
}

function placed(properties: MapNode, value: TemplateNode | undefined, document: object): RoleEdit {
  return { file: properties.source.file, edit: valueEdit(properties, POLICY, value, JSON.stringify(document)) };
}

function valueIn(map: TemplateNode, name: string, scope: Scope): TemplateNode | undefined {
  return entriesOf(map, scope).findLast(({ key }) => key.text === name)?.value;
}

/** `!GetAtt Role.Arn`, `!GetAtt [Role, Arn]` or `!Sub '${Role.Arn}'`. */
function roleOf(role: TemplateNode | undefined, scope: Scope): string | undefined {
  const head = evaluate(role, scope);
  const node = head?.kind === 'unknown' ? head.node : head;
  const call = node === undefined ? undefined : intrinsicOf(node);
  const { value } = call ?? {};
  if (call?.key.text === 'Fn::GetAtt') {
    if (value?.kind === 'scalar') return /^([A-Za-z0-9]+)\.Arn$/.exec(value.text)?.[1];
    const [id, attribute] = value?.kind === 'list' ? value.items : [];
    return id?.kind === 'scalar' && attribute?.kind === 'scalar' && attribute.text === 'Arn' ? id.text : undefined;
  }
  if (call?.key.text !== 'Fn::Sub' || value?.kind !== 'scalar') return undefined;
  return /^\$\{([A-Za-z0-9]+)\.Arn\}$/.exec(value.text)?.[1];
}
