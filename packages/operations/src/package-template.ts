/**
 * Makes of a service's template what CloudFormation can read: everything local is put into the artifact bucket, by its
 * content, and the template points there. Nested templates and included fragments are made first.
 */
import { posix } from 'node:path';
import {
  applyEdits,
  type Failure,
  failed,
  fragmentReader,
  type InfrastructureDigest,
  type LocalInclude,
  type LocalReference,
  localContent,
  localIncludes,
  locationEdit,
  locationText,
  metadataEdit,
  objectAddress,
  type ParsedDocument,
  type Result,
  type Scope,
  type StoredObject,
  success,
  TEMPLATE_TEXT_LIMIT,
  type TemplateNode,
  type TextEdit,
  templateInfrastructure,
  templateScope,
  templateValue,
  trustEdits,
  usesAliases,
} from '@nx-lambda/core';
import {
  type ContentStore,
  createContentStore,
  type PackagingPorts,
  type PackagingRequest,
} from './package-content.ts';

export type { PackagingPorts, PackagingRequest } from './package-content.ts';

export type TemplateLocation =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'address'; readonly url: string };

export interface PackagedTemplate {
  readonly template: TemplateLocation;
  /** As the user wrote them: the service's own under ``, nested ones under `Child/`. */
  readonly templates: ReadonlyMap<string, TemplateNode>;
  readonly infrastructure: InfrastructureDigest;
  /** Functions whose roles can't be made to trust anybody here; in nested stacks `Child/Function`. */
  readonly untrusted: readonly string[];
}

interface Run {
  readonly request: PackagingRequest;
  readonly ports: PackagingPorts;
  readonly store: ContentStore;
  readonly templates: Map<string, TemplateNode>;
  readonly untrusted: string[];
}

/** Fails with all that keeps the template from being complete. Uploads are put only where they are absent. */
export async function packageTemplate(
  request: PackagingRequest,
  ports: PackagingPorts,
  signal?: AbortSignal,
): Promise<Result<PackagedTemplate>> {
  const path = request.service.template;
  if (path === undefined) throw new Error(`${request.service.name} has no template`);
  const store = createContentStore(request, ports, signal);
  const run: Run = { request, ports, store, templates: new Map(), untrusted: [] };
  const infrastructure = templateInfrastructure(path, ports.templates.document) ?? {};
  const made = await makeTemplate({ path, prefix: '', values: request.parameters, infrastructure }, run);
  if (!made.ok) return made;
  const { templates, untrusted } = run;
  if (Buffer.byteLength(made.value) <= TEMPLATE_TEXT_LIMIT) {
    return success({ template: { kind: 'text', text: made.value }, templates, infrastructure, untrusted });
  }
  const stored = await run.store.text(made.value, '.template');
  if (!stored.ok) return stored;
  const template = { kind: 'address', url: objectAddress(stored.value) } as const;
  return success({ template, templates, infrastructure, untrusted });
}

interface TemplateFile {
  readonly path: string;
  /** `` or `Child/`. */
  readonly prefix: string;
  readonly values: Readonly<Record<string, string>>;
  /** What the template's Metadata is to say; only of the outermost. */
  readonly infrastructure?: InfrastructureDigest;
}

async function makeTemplate(file: TemplateFile, run: Run): Promise<Result<string>> {
  const { path, prefix, values, infrastructure } = file;
  const { document } = run.ports.templates;
  const read = readable(path, document(path));
  if (!read.ok) return read;
  const { root, fragments, failures: missing } = withFragments(read.value, path, document);
  run.templates.set(prefix, root);

  const { functions, layers = [] } = run.request.service;
  const builtIds = new Set([...functions, ...layers].map(({ logicalId }) => logicalId));
  const scope = templateScope(root, values, fragmentReader(path, document));
  const wholes = [...fragments.values()].filter(({ isWhole }) => isWhole).map(({ root: fragment }) => fragment);
  const contents = [root, ...wholes].map((node) =>
    localContent(node, path, scope, (logicalId) => builtIds.has(`${prefix}${logicalId}`)),
  );
  const placed = await Promise.all(
    contents.flatMap(({ references }) => references).map((reference) => placeReference(reference, prefix, run)),
  );
  const problems = [
    ...missing,
    ...contents.flatMap(({ failures }) => failures),
    ...placed.flatMap((each) => (each.ok ? [] : each.failures)),
  ];
  const [first, ...others] = problems;
  if (first !== undefined) return failed(first, ...others);

  const edits = placed.flatMap((each) => (each.ok ? [each.value] : []));
  edits.push(...trusting(root, scope, prefix, run));
  const metadata = infrastructure && metadataEdit(root, infrastructure);
  if (metadata !== undefined) edits.push({ file: path, edit: metadata });
  return editedText(path, { document, edits, fragments, store: run.store, parse: run.ports.templates.parse });
}

function trusting(root: TemplateNode, scope: Scope, prefix: string, run: Run): readonly PlacedEdit[] {
  const { trust } = run.request;
  if (trust === undefined) return [];
  const { edits, unreachable } = trustEdits(root, scope, trust);
  run.untrusted.push(...unreachable.map((logicalId) => `${prefix}${logicalId}`));
  return edits;
}

interface PlacedEdit {
  /** The file that it changes: the template's or a fragment's. */
  readonly file: string;
  readonly edit: TextEdit;
}

async function placeReference(reference: LocalReference, prefix: string, run: Run): Promise<Result<PlacedEdit>> {
  const { content, path, logicalId, properties, form } = reference;
  const stored =
    content === 'template' && path !== undefined
      ? await storeNested({ path, prefix: `${prefix}${logicalId}/`, values: {} }, run)
      : await run.store.reference(reference, prefix);
  if (!stored.ok) return stored;
  const edit = locationEdit(reference, locationText(form, stored.value));
  return success({ file: properties.source.file, edit });
}

async function storeNested(file: TemplateFile, run: Run): Promise<Result<StoredObject>> {
  if (file.prefix.split('/').length > MOST_NESTED) return failed(tooDeep(file.path));
  const made = await makeTemplate(file, run);
  return made.ok ? run.store.text(made.value, '.template') : made;
}

/** Deeper than templates are written; a template that takes in itself gets there. */
const MOST_NESTED = 9;

interface Fragment {
  readonly root: TemplateNode;
  readonly isWhole: boolean;
}

interface TemplateWithFragments {
  readonly root: TemplateNode;
  /** By path. */
  readonly fragments: ReadonlyMap<string, Fragment>;
  readonly failures: readonly Failure[];
}

/** The template and all fragments that it and they take in. */
function withFragments(
  root: TemplateNode,
  file: string,
  document: PackagingPorts['templates']['document'],
): TemplateWithFragments {
  const fragments = new Map<string, Fragment>();
  const failures: Failure[] = [];
  const visit = (node: TemplateNode): void => {
    for (const { path, isWhole } of localIncludes(node, file)) {
      if (fragments.has(path)) continue;
      const read = readable(path, document(path));
      if (!read.ok) failures.push(...read.failures);
      else {
        fragments.set(path, { root: read.value, isWhole });
        visit(read.value);
      }
    }
  };
  visit(root);
  return { root, fragments, failures };
}

interface Editing {
  readonly document: PackagingPorts['templates']['document'];
  readonly parse: PackagingPorts['templates']['parse'];
  readonly edits: readonly PlacedEdit[];
  readonly fragments: ReadonlyMap<string, Fragment>;
  readonly store: ContentStore;
}

/** The text of the template or of a fragment; the fragments that it takes in are stored before. */
async function editedText(
  path: string,
  editing: Editing,
  template = path,
  chain: readonly string[] = [],
): Promise<Result<string>> {
  if (chain.includes(path)) return failed(tooDeep(path));
  const { document, edits, store } = editing;
  const file = document(path);
  if (file?.root === undefined) throw new Error(`${path} was read before`);
  const included = await Promise.all(
    localIncludes(file.root, template).map(async (include): Promise<Result<TextEdit>> => {
      const text = await editedText(include.path, editing, template, [...chain, path]);
      if (!text.ok) return text;
      const stored = await store.text(text.value, posix.extname(include.path));
      return stored.ok ? success(includeEdit(include, stored.value)) : stored;
    }),
  );
  const [first, ...others] = included.flatMap((each) => (each.ok ? [] : each.failures));
  if (first !== undefined) return failed(first, ...others);
  const own = edits.filter((each) => each.file === path).map(({ edit }) => edit);
  const edited = applyEdits(file.source, [...own, ...included.flatMap((each) => (each.ok ? [each.value] : []))]);
  return edited.ok ? success(readableText(path, edited.value, file.root, editing.parse)) : edited;
}

function includeEdit({ location: { start, end } }: LocalInclude, stored: StoredObject): TextEdit {
  return { start, end, text: locationText({ kind: 's3-uri' }, stored) };
}

/** CloudFormation reads no aliases: such a template goes as JSON. */
function readableText(
  path: string,
  text: string,
  root: TemplateNode,
  parse: PackagingPorts['templates']['parse'],
): string {
  if (!usesAliases(root)) return text;
  const again = parse(path, text).root;
  if (again === undefined) throw new Error(`what was made of ${path} can't be read`);
  return JSON.stringify(templateValue(again), undefined, 1);
}

function readable(path: string, document: ParsedDocument | undefined): Result<TemplateNode> {
  if (document?.root !== undefined) return success(document.root);
  const [first, ...others] = document?.failures ?? [];
  return failed(first ?? missingTemplate(path), ...others);
}

function missingTemplate(path: string) {
  return {
    code: 'NXL-TEMPLATE-FILE',
    message: `There is no file ${path}.`,
    advice: 'Correct the path, which starts from the folder of the template that names it.',
  } as const;
}

function tooDeep(path: string) {
  return {
    code: 'NXL-PROVISION-NESTING',
    message: `${path} takes in itself, or lies deeper than eight templates.`,
    advice: 'Let no template and no fragment take in one that it is part of.',
  } as const;
}
