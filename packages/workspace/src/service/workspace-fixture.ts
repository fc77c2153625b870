/** For tests: a workspace of given files in a temporary folder, read as the plugin reads it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { type BundleSource, DEFAULT_OPTIONS, type LambdaFunction, type Service } from '@nx-lambda/core';
import { readServices } from './read-services.ts';

export type Files = Readonly<Record<string, string>>;

export async function servicesOf(files: Files, extra: readonly string[] = []): Promise<readonly Service[]> {
  const root = mkdtempSync(join(tmpdir(), 'nx-lambda-service-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    const named = Object.keys(files).filter((path) =>
      /^(template\.(ya?ml|json)|lambda\.config\.json|serverless\.yml|cdk\.json)$/.test(posix.basename(path)),
    );
    return await readServices({ workspaceRoot: root, definitionFiles: [...named, ...extra], options: DEFAULT_OPTIONS });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The only service there is. */
export async function serviceOf(files: Files): Promise<Service> {
  const services = await servicesOf(files);
  const [service] = services;
  if (service === undefined || services.length > 1) throw new Error(`${services.length} services`);
  return service;
}

/** `svc/template.yaml` with one function of these properties, beside source files. */
export function oneFunction(properties: string, files: Files = { 'svc/src/app.ts': '' }, head = ''): Files {
  const lines = properties
    .trim()
    .split('\n')
    .map((line) => `      ${line}`);
  const template = `${head}Resources:\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties:\n${lines.join('\n')}\n`;
  return { 'svc/template.yaml': template, ...files };
}

export function bundleOf(each: LambdaFunction | undefined): BundleSource {
  if (each?.source.kind !== 'bundle') throw new Error(`no bundle: ${JSON.stringify(each)}`);
  return each.source;
}

/** `code@line:column` of every failure, and of what can't be deployed. */
export function told(service: Service): readonly string[] {
  return [...service.failures, ...service.undeployable.map(({ reason }) => reason)].map(
    ({ code, place }) => `${code}@${place?.line}:${place?.column}`,
  );
}
