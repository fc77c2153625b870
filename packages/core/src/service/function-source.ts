/** A draft, what lambda.config.json adds, and the files → a function, or the reason why it is none. */
import type { Failure, Notice } from '../failure.ts';
import { readBuildProperties } from './build-properties.ts';
import { type BundleSettings, completeBundle, outputExtension } from './bundle-settings.ts';
import { withoutExtension } from './entry-point.ts';
import { findEntryPoint, packageTypeNear } from './find-entry-point.ts';
import type { FunctionConfig } from './function-config.ts';
import type { CodeStatement, FunctionDraft, Reading, Stated } from './function-draft.ts';
import { architectureOf, missing, notBundled, notDeployable, unknownValue } from './function-refusals.ts';
import { nodeMajor, parseNodeHandler } from './handler.ts';
import { packagedAsIs } from './packaged-source.ts';
import type { CodeSource, LambdaFunction, UndeployableFunction } from './service.ts';
import type { ServiceFiles } from './service-files.ts';
import { type EntryPointAnswer, isArchive, type SourceContext, type SourceFacts } from './source-facts.ts';
import { failureAt, placeOf } from './template-node.ts';
import { workspacePath } from './workspace-path.ts';

export interface Settled {
  readonly function?: LambdaFunction;
  readonly undeployable?: UndeployableFunction;
  readonly failures: readonly Failure[];
  readonly notices: readonly Notice[];
}

export function settleFunction(
  draft: FunctionDraft,
  configured: FunctionConfig | undefined,
  context: SourceContext,
): Settled {
  const config = withOwnSource(draft, configured);
  const failures: Failure[] = [...draft.failures];
  const notices: Notice[] = [];
  const refuse = (reason: Failure): Settled => ({
    undeployable: { logicalId: draft.logicalId, reason },
    failures,
    notices,
  });
  const done = (): Settled => ({ failures, notices });
  const code = codeOf(draft, config);
  const notLocal = config?.entryPoint ? undefined : notDeployable(draft, code);
  if (notLocal) return refuse(notLocal);
  const runtime = config?.runtime ?? draft.runtime ?? context.defaults.runtime;
  if (runtime === undefined) {
    failures.push(missing(draft, 'Runtime', 'nodejs22.x'));
    return done();
  }
  if ('kind' in runtime) return refuse(unknownValue(runtime, draft, 'Runtime', 'runtime'));
  const architecture = architectureOf(
    config?.architecture ?? draft.architecture ?? context.defaults.architecture,
    draft,
  );
  if (typeof architecture !== 'string') {
    if (architecture.code === 'NXL-TEMPLATE-UNKNOWN-VALUE') return refuse(architecture);
    failures.push(architecture);
    return done();
  }
  const handler = handlerOf(draft, config, runtime.value);
  if (handler === undefined) {
    failures.push(
      missing(draft, 'Handler', nodeMajor(runtime.value) === undefined ? 'app.handler' : 'src/app.handler'),
    );
    return done();
  }
  if ('kind' in handler) return refuse(unknownValue(handler, draft, 'Handler', 'handler'));
  if (config?.entryPoint && nodeMajor(runtime.value) === undefined) {
    failures.push(notBundled(config.entryPoint, runtime.value));
    return done();
  }
  const codeFolder = codePath(code, draft, config, context, failures);
  if (codeFolder === undefined) return done();
  const facts: SourceFacts = {
    draft,
    config,
    context,
    runtime,
    handler,
    code,
    codePath: codeFolder,
    failures,
    notices,
  };
  const source =
    code.kind === 'local' && nodeMajor(runtime.value) !== undefined && !isArchive(codeFolder) && !config?.directory
      ? bundleSource(facts)
      : packagedAsIs({ ...facts, explicit: config?.directory !== undefined || config?.archive !== undefined });
  if (source === undefined) return done();
  const aliases = config?.publishAlias ?? draft.aliases;
  if ('code' in source) return refuse(source);
  return {
    function: {
      logicalId: draft.logicalId,
      runtime: runtime.value,
      handler: handler.value,
      architecture,
      source,
      address: config?.address ?? addressOf(draft),
      ...(draft.timeout === undefined ? {} : { timeout: draft.timeout }),
      ...(draft.memorySize === undefined ? {} : { memorySize: draft.memorySize }),
      ...(draft.condition === undefined ? {} : { condition: draft.condition }),
      ...(draft.layers === undefined || draft.layers.length === 0 ? {} : { layers: draft.layers }),
      ...(aliases === undefined ? {} : { aliases }),
      ...(draft.snapStart ? { snapStart: true } : {}),
      place: placeOf(draft.node),
    },
    failures,
    notices,
  };
}

/** A definition may name the source as lambda.config.json does, whose word wins. */
function withOwnSource(draft: FunctionDraft, config: FunctionConfig | undefined): FunctionConfig | undefined {
  const { entryPoint, directory, logicalId, node } = draft;
  const own = entryPoint ? { entryPoint } : directory ? { directory } : undefined;
  if (own === undefined || config?.entryPoint || config?.directory || config?.archive) return config;
  return { logicalId, node, bundle: {}, ...config, ...own };
}

function bundleSource(facts: SourceFacts): CodeSource | undefined {
  const { draft, config, context, runtime, handler, codePath, failures, notices } = facts;
  const parsed = parseNodeHandler(handler.value);
  if (parsed === undefined) {
    failures.push(
      failureAt(
        handler.node,
        'NXL-TEMPLATE-HANDLER',
        `The handler \`${handler.value}\` names no file and export.`,
        'Write it as `path/to/file.exportName`, without extension and `..`, for example `src/app.handler`.',
      ),
    );
    return undefined;
  }
  const file = context.files.kind(codePath) === 'file';
  const codeFolder = file ? (workspacePath(codePath, '..') ?? '.') : codePath;
  const esbuild = draft.buildMethod === undefined || draft.buildMethod.value === 'esbuild';
  const properties = readBuildProperties(esbuild ? draft.buildProperties : undefined, context.scope, codeFolder);
  failures.push(...properties.failures);
  notices.push(...properties.notices);
  const found = config?.entryPoint
    ? configuredEntryPoint(config.entryPoint, parsed.module, context.files)
    : findEntryPoint({ module: parsed.module, handler, codeFolder, entryPoints: properties.entryPoints, facts });
  if (!found.ok) {
    failures.push(found.failure);
    return undefined;
  }
  const settings: BundleSettings = {
    ...properties.settings,
    ...draft.bundle,
    ...context.defaults.bundle,
    ...config?.bundle,
  };
  const bundle = completeBundle(settings, {
    runtime: runtime.value,
    entryPoint: found.path,
    packageType: packageTypeNear(found.path, context.files),
    providedPackages: context.providedPackages,
  });
  return {
    kind: 'bundle',
    entryPoint: found.path,
    outputPath: found.output + outputExtension(settings, bundle.format),
    bundle,
  };
}

function configuredEntryPoint(entryPoint: Stated<string>, module: string, files: ServiceFiles): EntryPointAnswer {
  if (files.kind(entryPoint.value) === 'file') {
    // A module under /opt is a layer's wrapper, which loads the code from the zip under its own name.
    const output = module.startsWith('/') ? withoutExtension(entryPoint.value.split('/').at(-1) ?? '') : module;
    return { ok: true, path: entryPoint.value, output };
  }
  return {
    ok: false,
    failure: failureAt(
      entryPoint.node,
      'NXL-CONFIG-ENTRY-POINT',
      `There is no file ${entryPoint.value}.`,
      'Correct `entryPoint`, which starts from the folder of this file.',
    ),
  };
}

/** lambda.config.json's word wins. */
function codeOf(draft: FunctionDraft, config: FunctionConfig | undefined): CodeStatement {
  const stated = config?.archive ?? config?.directory;
  if (stated) return { kind: 'local', path: stated.value, node: stated.node };
  if (config?.entryPoint) {
    // The template's folder of code stays what paths in its BuildProperties start from.
    const usable =
      draft.code.kind === 'local' && !isArchive(draft.code.path) && workspacePath(draft.folder, draft.code.path);
    return usable ? draft.code : { kind: 'local', path: '.', node: config.entryPoint.node };
  }
  if (draft.code.kind === 'absent' && draft.code.assumed !== undefined) {
    return { kind: 'local', path: draft.code.assumed, node: draft.node };
  }
  return draft.code;
}

function codePath(
  code: CodeStatement,
  draft: FunctionDraft,
  config: FunctionConfig | undefined,
  context: SourceContext,
  failures: Failure[],
): string | undefined {
  if (code.kind !== 'local') return undefined;
  if (code.node === config?.directory?.node || code.node === config?.archive?.node) return code.path;
  if (code.node === config?.entryPoint?.node) return draft.folder;
  const path = workspacePath(context.baseDir ?? draft.folder, code.path === '' ? '.' : code.path);
  if (path === undefined) {
    failures.push(
      failureAt(
        code.node,
        'NXL-TEMPLATE-PATH',
        `The code's path \`${code.path}\` leaves the workspace.`,
        'Write a path relative to the template that stays in the workspace.',
      ),
    );
  }
  return path;
}

/** A handler that isn't said follows the entry point; `provided` runtimes don't look at theirs. */
function handlerOf(draft: FunctionDraft, config: FunctionConfig | undefined, runtime: string): Reading<string> {
  const stated = config?.handler ?? draft.handler;
  if (stated) return stated;
  if (config?.entryPoint) {
    const stem = withoutExtension(config.entryPoint.value.split('/').at(-1) ?? '');
    return { value: `${stem}.handler`, node: config.entryPoint.node };
  }
  return runtime.startsWith('provided') ? { value: 'bootstrap', node: draft.node } : undefined;
}

function addressOf(draft: FunctionDraft): LambdaFunction['address'] {
  const { name, owner, logicalId } = draft;
  if (name) return { kind: 'name', expression: name, ...(owner === undefined ? {} : { owner }) };
  return { kind: 'stack-resource', ...(owner ?? { logicalId }) };
}
