/**
 * Layers of a template: those whose content lies here, and which functions use them. What SAM would build first (a
 * BuildMethod) or has in S3 already is left to the stack.
 */
import type { Notice } from '../failure.ts';
import { entriesOf, evaluate, intrinsicOf, property, type Scope } from './intrinsics.ts';
import { nameExpression } from './name-expression.ts';
import type { LambdaLayer } from './service.ts';
import type { ServiceFiles } from './service-files.ts';
import { failureAt, type MapEntry, placeOf, type TemplateNode, valueOf } from './template-node.ts';
import { workspacePath } from './workspace-path.ts';

export const LAYER_TYPES: readonly string[] = ['AWS::Serverless::LayerVersion', 'AWS::Lambda::LayerVersion'];

export interface LayerDraft {
  readonly logicalId: string;
  readonly node: TemplateNode;
  /** As written: relative to the template's folder or the base directory. */
  readonly path: string;
  readonly pathNode: TemplateNode;
  /** Workspace-relative folder of the template. */
  readonly folder: string;
  readonly name?: LambdaLayer['name'];
  readonly compatibleRuntimes: readonly string[];
  readonly compatibleArchitectures: readonly string[];
  /** `Metadata.BuildMethod`, as written. */
  readonly buildMethod?: string;
}

/** Undefined: its content is not a path of this workspace. */
export function readLayerResource(
  entry: MapEntry,
  type: string,
  { scope, folder }: { readonly scope: Scope; readonly folder: string },
): LayerDraft | undefined {
  const properties = property(entry.value, 'Properties', scope);
  if (properties?.kind !== 'map') return undefined;
  const content = property(properties, type === 'AWS::Lambda::LayerVersion' ? 'Content' : 'ContentUri', scope);
  if (content?.kind !== 'scalar' || /^[a-z][a-z0-9+.-]+:\/\//i.test(content.text)) return undefined;
  const stated = entriesOf(properties, scope).findLast(({ key }) => key.text === 'LayerName')?.value;
  // SAM names a layer after its logical id.
  const assumed = type === 'AWS::Serverless::LayerVersion' ? [entry.key.text] : undefined;
  const name = (stated && nameExpression(stated, scope)) ?? (stated === undefined ? assumed : undefined);
  const metadata = property(entry.value, 'Metadata', scope);
  const method = metadata?.kind === 'map' ? property(metadata, 'BuildMethod', scope) : undefined;
  return {
    logicalId: entry.key.text,
    node: entry.key,
    path: content.text,
    pathNode: content,
    folder,
    ...(name && { name }),
    compatibleRuntimes: texts(property(properties, 'CompatibleRuntimes', scope), scope),
    compatibleArchitectures: texts(property(properties, 'CompatibleArchitectures', scope), scope),
    ...(method?.kind === 'scalar' && { buildMethod: method.text }),
  };
}

/** In the order in which Lambda lays them over one another: lists of Globals come first ("Lists are additive"). */
export function layerReferences(
  type: string,
  properties: TemplateNode | undefined,
  { root, scope }: { readonly root: TemplateNode; readonly scope: Scope },
): readonly string[] {
  const globals = type === 'AWS::Serverless::Function' ? valueOf(valueOf(root, 'Globals'), 'Function') : undefined;
  return [globals, properties].flatMap((node) => {
    const stated = entriesOf(node, scope).findLast(({ key }) => key.text === 'Layers')?.value;
    const list = stated && evaluate(stated, scope);
    return list?.kind === 'list' ? list.items.flatMap((item) => referenced(item) ?? []) : [];
  });
}

function referenced(item: TemplateNode): string | undefined {
  const call = intrinsicOf(item);
  return call?.key.text === 'Ref' && call.value.kind === 'scalar' ? call.value.text : undefined;
}

/** A layer that is built here, or why it is not. */
export function settleLayer(
  draft: LayerDraft,
  baseDir: string | undefined,
  files: ServiceFiles,
): { readonly layer: LambdaLayer } | { readonly notice: Notice } {
  const { logicalId, node, name, compatibleRuntimes, compatibleArchitectures, buildMethod } = draft;
  if (buildMethod !== undefined) return { notice: notBuilt(draft, buildMethod) };
  const path = workspacePath(baseDir ?? draft.folder, draft.path === '' ? '.' : draft.path);
  if (path === undefined) return { notice: noContent(draft, 'leaves the workspace') };
  const kind = files.kind(path);
  // A folder that a target of the workspace makes is not there yet.
  const archive = kind === 'file' && /\.(?:zip|jar)$/i.test(path);
  if (kind === 'file' && !archive) return { notice: noContent(draft, 'is neither a folder nor a zip') };
  return {
    layer: {
      logicalId,
      ...(name && { name }),
      source: archive ? { kind: 'archive', path } : { kind: 'directory', path, assets: [] },
      compatibleRuntimes,
      compatibleArchitectures,
      place: placeOf(node),
    },
  };
}

function notBuilt({ logicalId, node }: LayerDraft, method: string): Notice {
  return failureAt(
    node,
    'NXL-TEMPLATE-LAYER-BUILD',
    `The layer ${logicalId} has the BuildMethod ${method}, which is not carried out here: the layer is left to the stack.`,
    'Let a target that build depends on make the folder, name that folder as its content, and take the BuildMethod out.',
  );
}

function noContent({ logicalId, pathNode, path }: LayerDraft, why: string): Notice {
  return failureAt(
    pathNode,
    'NXL-TEMPLATE-LAYER-CONTENT',
    `The content of the layer ${logicalId}, \`${path}\`, ${why}: the layer is left to the stack.`,
    'Name a folder or a zip of this workspace, relative to the template.',
  );
}

function texts(found: ReturnType<typeof property>, scope: Scope): readonly string[] {
  if (found?.kind !== 'list') return [];
  return found.items.flatMap((item) => {
    const value = evaluate(item, scope);
    return value?.kind === 'scalar' ? [value.text] : [];
  });
}
