/**
 * Makes of a service's template what CloudFormation can read: everything local is put into the artifact bucket, by its
 * content, and the template points there. Nested templates are made first.
 */
import { createHash } from 'node:crypto';
import {
  applyEdits,
  bytesBody,
  failed,
  type InfrastructureDigest,
  infrastructureDigest,
  type LocalReference,
  localContent,
  locationEdit,
  locationText,
  metadataEdit,
  objectAddress,
  objectKey,
  type PackageBody,
  type ProvisionPorts,
  type Result,
  type Service,
  type StoredObject,
  success,
  TEMPLATE_TEXT_LIMIT,
  type TemplateNode,
  type TextEdit,
  templateScope,
  templateValue,
  usesAliases,
} from '@nx-lambda/core';
import type { ArtifactBucket } from './deploy-write.ts';

export interface PackagingRequest {
  readonly service: Service;
  readonly region: string;
  /** Absent: none is configured. */
  readonly bucket?: ArtifactBucket;
  /** Values that steer which local paths count. */
  readonly parameters: Readonly<Record<string, string>>;
}

export type PackagingPorts = Pick<ProvisionPorts, 'artifacts' | 'objects' | 'templates'>;

export type TemplateLocation =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'address'; readonly url: string };

export interface PackagedTemplate {
  readonly template: TemplateLocation;
  /** As the user wrote it. */
  readonly root: TemplateNode;
  readonly infrastructure: InfrastructureDigest;
}

/** Fails with all that keeps the template from being complete. Uploads are put only where they are absent. */
export async function packageTemplate(
  request: PackagingRequest,
  ports: PackagingPorts,
  signal?: AbortSignal,
): Promise<Result<PackagedTemplate>> {
  const path = request.service.template;
  if (path === undefined) return failed(noTemplate(request.service));
  const uploads = new Map<string, Promise<Result<StoredObject>>>();
  const made = await makeTemplate({ path, prefix: '', values: request.parameters }, request, ports, uploads, signal);
  if (!made.ok) return made;
  const { text, root, infrastructure } = made.value;
  if (Buffer.byteLength(text) <= TEMPLATE_TEXT_LIMIT) {
    return success({ template: { kind: 'text', text }, root, infrastructure });
  }
  const stored = await storeTemplate(text, request, ports, uploads, signal);
  if (!stored.ok) return stored;
  return success({ template: { kind: 'address', url: objectAddress(stored.value) }, root, infrastructure });
}

interface TemplateFile {
  readonly path: string;
  /** `` or `Child/`. */
  readonly prefix: string;
  readonly values: Readonly<Record<string, string>>;
}

type Uploads = Map<string, Promise<Result<StoredObject>>>;

interface MadeTemplate {
  readonly text: string;
  readonly root: TemplateNode;
  readonly infrastructure: InfrastructureDigest;
}

async function makeTemplate(
  { path, prefix, values }: TemplateFile,
  request: PackagingRequest,
  ports: PackagingPorts,
  uploads: Uploads,
  signal: AbortSignal | undefined,
): Promise<Result<MadeTemplate>> {
  const document = ports.templates.document(path);
  const root = document?.root;
  if (document === undefined || root === undefined) {
    const [first, ...others] = document?.failures ?? [];
    return failed(first ?? missingTemplate(path), ...others);
  }
  const { functions } = request.service;
  const isBuilt = (logicalId: string) => functions.some((fn) => fn.logicalId === `${prefix}${logicalId}`);
  const { references, failures } = localContent(root, path, templateScope(root, values), isBuilt);
  const children: Record<string, string> = {};
  const placed = await Promise.all(
    references.map(async (reference): Promise<Result<TextEdit>> => {
      const stored =
        reference.content === 'template' && reference.path !== undefined
          ? await nested(reference, reference.path)
          : await storeContent(reference, prefix, request, ports, uploads, signal);
      return stored.ok ? success(locationEdit(reference, locationText(reference.form, stored.value))) : stored;
    }),
  );
  const [first, ...others] = [...failures, ...placed.flatMap((each) => (each.ok ? [] : each.failures))];
  if (first !== undefined) return failed(first, ...others);

  const infrastructure = infrastructureDigest(root, children);
  const metadata = prefix === '' ? metadataEdit(root, infrastructure) : undefined;
  const edits = placed.flatMap((each) => (each.ok ? [each.value] : []));
  const edited = applyEdits(document.source, metadata === undefined ? edits : [...edits, metadata]);
  if (!edited.ok) return edited;
  return success({ text: readableText(path, edited.value, root, ports), root, infrastructure });

  async function nested({ logicalId }: LocalReference, child: string): Promise<Result<StoredObject>> {
    const made = await makeTemplate(
      { path: child, prefix: `${prefix}${logicalId}/`, values: {} },
      request,
      ports,
      uploads,
      signal,
    );
    if (!made.ok) return made;
    children[logicalId] = JSON.stringify(made.value.infrastructure);
    return storeTemplate(made.value.text, request, ports, uploads, signal);
  }
}

/** CloudFormation reads no aliases: such a template goes as JSON. */
function readableText(path: string, text: string, root: TemplateNode, { templates }: PackagingPorts): string {
  if (!usesAliases(root)) return text;
  const again = templates.parse(path, text).root;
  if (again === undefined) throw new Error(`what was made of ${path} can't be read`);
  return JSON.stringify(templateValue(again), undefined, 1);
}

async function storeContent(
  reference: LocalReference,
  prefix: string,
  request: PackagingRequest,
  ports: PackagingPorts,
  uploads: Uploads,
  signal: AbortSignal | undefined,
): Promise<Result<StoredObject>> {
  const { path, value, logicalId } = reference;
  if (path === undefined) return storeArtifact(`${prefix}${logicalId}`, request, ports, uploads, signal);
  const unbuilt = request.service.undeployable.find((each) => each.logicalId === `${prefix}${logicalId}`);
  if (reference.content === 'function' && unbuilt !== undefined) return failed(unbuilt.reason);
  if (value === undefined) throw new Error(`${logicalId} names ${path} nowhere`);
  const content = await ports.templates.content(path, value);
  if (!content.ok) return content;
  const { bytes, extension } = content.value;
  return store({ codeSha256: sha256(bytes), extension, body: bytesBody(bytes) }, request, ports, uploads, signal);
}

async function storeArtifact(
  logicalId: string,
  request: PackagingRequest,
  ports: PackagingPorts,
  uploads: Uploads,
  signal: AbortSignal | undefined,
): Promise<Result<StoredObject>> {
  const service = request.service.name;
  const manifest = await ports.artifacts.manifest(service, logicalId);
  if (!manifest.ok) return manifest;
  if (manifest.value === undefined) {
    return failed({
      code: 'NXL-PACKAGE-MISSING',
      message: `There is no artifact of ${logicalId}.`,
      advice: 'Build the service first.',
    });
  }
  const { codeSha256 } = manifest.value;
  return ports.artifacts.withZip(service, logicalId, (body) =>
    store({ codeSha256, extension: '.zip', body }, request, ports, uploads, signal),
  );
}

function storeTemplate(
  text: string,
  request: PackagingRequest,
  ports: PackagingPorts,
  uploads: Uploads,
  signal: AbortSignal | undefined,
): Promise<Result<StoredObject>> {
  const bytes = Buffer.from(text);
  const content = { codeSha256: sha256(bytes), extension: '.template', body: bytesBody(bytes) };
  return store(content, request, ports, uploads, signal);
}

interface Content {
  readonly codeSha256: string;
  readonly extension: string;
  readonly body: PackageBody;
}

/** Equal contents are put once a run. */
async function store(
  { codeSha256, extension, body }: Content,
  { bucket, region, service }: PackagingRequest,
  { objects }: PackagingPorts,
  uploads: Uploads,
  signal: AbortSignal | undefined,
): Promise<Result<StoredObject>> {
  if (bucket === undefined) return failed(noBucket(service));
  const key = objectKey(bucket.prefix, codeSha256, extension);
  const object: StoredObject = { bucket: bucket.name, key, region };
  const put = async (): Promise<Result<StoredObject>> => {
    const request = { bucket: bucket.name, key, body, expectedOwner: bucket.owner, codeSha256 };
    const stored = await objects.putIfAbsent(request, signal);
    return stored.ok ? success(object) : stored;
  };
  const started = uploads.get(key) ?? put();
  uploads.set(key, started);
  return started;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}

function noBucket(service: Service) {
  return {
    code: 'NXL-PROVISION-NO-BUCKET',
    message: `The stack of ${service.name} needs files in an S3 bucket, and none is configured.`,
    advice:
      'Set the plugin option "artifactBucket" in nx.json; `nx g nx-lambda:bootstrap` shows how to make one with everything it needs.',
  } as const;
}

function missingTemplate(path: string) {
  return {
    code: 'NXL-TEMPLATE-FILE',
    message: `There is no file ${path}.`,
    advice: 'Correct the path, which starts from the folder of the template that names it.',
  } as const;
}

function noTemplate({ name, functions }: Service) {
  const place = functions[0]?.place;
  return {
    code: 'NXL-PROVISION-NO-TEMPLATE',
    message: `${name} has no CloudFormation template: its infrastructure is made by another tool.`,
    advice:
      'Use that tool to make and remove it; deploy-feature, invoke-cloud and status-feature work with what it makes.',
    ...(place === undefined ? {} : { place }),
  } as const;
}
