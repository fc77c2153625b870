/**
 * Which code a stack's present template names for its functions, and where the template that is sent keeps to it. To
 * CloudFormation code has changed when its object has another name; what the function really runs, it never looks at.
 * So code that deploy-feature brought already is left under the name that the stack knows: a new name would make it
 * upload the same code again, and publish a version that Lambda has already, which fails the whole update ("A version
 * for this Lambda function exists").
 */
import type { ArtifactManifest } from '../artifact/manifest.ts';
import type { AliasFacts } from '../plan/deployed-alias.ts';
import type { DeployedFunction } from '../plan/deployed-function.ts';
import { type TemplateNode, valueOf } from '../service/template-node.ts';
import { LOCAL_PROPERTIES, type LocationForm } from './local-content.ts';
import type { ChangeSetEntry } from './stack-change.ts';

export interface CodeObject {
  readonly bucket: string;
  readonly key: string;
}

/** Of a template after its transforms, by logical id; what is not plainly an object (inline code, a version of an object, an expression) is left out. */
export function presentCode(root: TemplateNode): ReadonlyMap<string, CodeObject> {
  const found = new Map<string, CodeObject>();
  const resources = valueOf(root, 'Resources');
  for (const { key, value } of resources?.kind === 'map' ? resources.entries : []) {
    const type = valueOf(value, 'Type');
    for (const local of LOCAL_PROPERTIES) {
      if (local.content !== 'function' || type?.kind !== 'scalar' || type.text !== local.type) continue;
      const code = codeObject(valueOf(valueOf(value, 'Properties'), local.path[0] ?? ''), local.form);
      if (code !== undefined) found.set(key.text, code);
    }
  }
  return found;
}

function codeObject(node: TemplateNode | undefined, form: LocationForm): CodeObject | undefined {
  if (node?.kind === 'scalar') {
    const [, bucket, key] = /^s3:\/\/([^/?#]+)\/([^?#]+)$/.exec(node.text) ?? [];
    return bucket === undefined || key === undefined ? undefined : { bucket, key };
  }
  if (node?.kind !== 'map' || form.kind !== 'map' || node.entries.length !== 2) return undefined;
  const [bucket, key] = [valueOf(node, form.bucket), valueOf(node, form.key)];
  return bucket?.kind === 'scalar' && key?.kind === 'scalar' ? { bucket: bucket.text, key: key.text } : undefined;
}

export interface KeepFacts {
  readonly manifest: Pick<ArtifactManifest, 'codeSha256' | 'architecture'>;
  /** Undefined: the function is gone. */
  readonly deployed: Pick<DeployedFunction, 'codeSha256' | 'architectures'> | undefined;
  readonly aliases: readonly AliasFacts[];
}

/**
 * `present`: the function runs the artifact's code already. `published`: it does not, but an alias leads to a version of
 * it, so CloudFormation could upload it and would then fail to publish it; deploy-feature can do both. With another
 * architecture CloudFormation uploads the code again whatever its name, so that has to be the artifact's.
 */
export function codeToKeep({ manifest, deployed, aliases }: KeepFacts): 'present' | 'published' | 'none' {
  if (deployed === undefined || !deployed.architectures.includes(manifest.architecture)) return 'none';
  if (deployed.codeSha256 === manifest.codeSha256) return 'present';
  const isPublished = aliases.some(({ state }) => state.kind === 'found' && state.codeSha256 === manifest.codeSha256);
  return isPublished ? 'published' : 'none';
}

/**
 * Functions that CloudFormation makes anew: they get the code that the template names, so they can't keep to the present
 * one. Where that is open until it happens, a function that is published keeps to it all the same: older code in a new
 * function is brought up to date by deploy-feature, a version that can't be published fails the whole update. Logical ids
 * are as in the change set, `Child/Function`.
 */
export function functionsMadeAnew(
  entries: readonly ChangeSetEntry[],
  kept: Iterable<string>,
  isPublished: (logicalId: string) => boolean,
): readonly string[] {
  const replaced = (id: string, replacement: string) =>
    entries.some((each) => each.replacement === replacement && isWithin(id, each.logicalId));
  return [...kept].filter((id) => replaced(id, 'True') || (replaced(id, 'Conditional') && !isPublished(id)));
}

/** A nested stack that is replaced has all its functions replaced. */
function isWithin(id: string, logicalId: string): boolean {
  return id === logicalId || id.startsWith(`${logicalId}/`);
}

/**
 * Of the functions whose code is kept, those with an alias that the change set changes without a new version. The
 * resource names the version that the stack published last, whatever was published beside it since. SAM's names alone
 * tell whose an alias is.
 */
export function movedBackAliases(entries: readonly ChangeSetEntry[], kept: Iterable<string>): readonly string[] {
  const changes = (id: string, type: 'Alias' | 'Version', actions: readonly string[]) =>
    entries.some(
      ({ type: resource, logicalId, action }) =>
        resource === `AWS::Lambda::${type}` && logicalId.startsWith(`${id}${type}`) && actions.includes(action),
    );
  return [...kept].filter(
    (id) => changes(id, 'Alias', ['Add', 'Modify', 'Dynamic']) && !changes(id, 'Version', ['Add']),
  );
}
