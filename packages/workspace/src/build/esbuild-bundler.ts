/**
 * esbuild behind core's bundle port: many entry points in one call, each with its own result.
 *
 * esbuild fails a whole call for one broken file and then tells nothing of the others. So what is broken is replaced by
 * empty modules and the call is made again: it then tells which entry points reach a broken file, and has built the
 * rest. What can't be told that way is built one by one.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Bundle,
  type BundlePort,
  type BundleRequest,
  type Failures,
  failed,
  type Result,
  success,
} from '@nx-lambda/core';
import type { BuildFailure, BuildResult, Message, Plugin } from 'esbuild';
import { entryOutputs } from './bundle-output.ts';
import { loadPlugins } from './bundle-plugins.ts';
import { emptyModules } from './empty-modules.ts';
import { esbuildFailure, messageFile } from './esbuild-failure.ts';
import { esbuildOptions } from './esbuild-options.ts';
import type { EsbuildCall } from './incremental-esbuild.ts';
import { loadEsbuild } from './lazy-modules.ts';

type Output = BuildResult<{ metafile: true; write: false }>;
type Bundled = Map<string, Result<Bundle>>;

/** `call` makes all first calls of a request, whose outcome may be remembered; esbuild itself when absent. */
export function esbuildBundler(workspaceRoot: string, call?: EsbuildCall): BundlePort {
  return {
    async bundle(request) {
      const present = request.entryPoints.filter((entryPoint) => existsSync(join(workspaceRoot, entryPoint)));
      const plugins = await loadPlugins(workspaceRoot, request.options.plugins);
      const bundled: Bundled =
        plugins.ok && present.length > 0
          ? await bundleTogether(workspaceRoot, { ...request, entryPoints: present }, plugins.value, call)
          : new Map();
      return request.entryPoints.map((entryPoint) => {
        if (!plugins.ok) return plugins;
        return bundled.get(entryPoint) ?? failed(missingEntryPoint(entryPoint));
      });
    },
  };
}

async function bundleTogether(
  root: string,
  request: BundleRequest,
  plugins: readonly Plugin[],
  call: EsbuildCall | undefined,
): Promise<Bundled> {
  const broken = new Map<string, Message[]>();
  for (;;) {
    const output = await callEsbuild(root, request, plugins, [...broken.values()].flat(), call);
    if (output.ok) return resultsOf(root, request, plugins, output.value, broken, call);

    const known = new Set([...broken.values()].flat().map(messageKey));
    const fresh = output.messages.filter((message) => !known.has(messageKey(message)));
    if (fresh.length === 0 || fresh.some((message) => messageFile(message) === undefined)) {
      return bundleOneByOne(root, request, plugins, [...[...broken.values()].flat(), ...fresh]);
    }
    for (const message of fresh) {
      const file = messageFile(message);
      if (file !== undefined) broken.set(file, [...(broken.get(file) ?? []), message]);
    }
  }
}

function messageKey({ text, location }: Message): string {
  return JSON.stringify([text, location?.file, location?.line, location?.column]);
}

async function bundleOneByOne(
  root: string,
  request: BundleRequest,
  plugins: readonly Plugin[],
  messages: readonly Message[],
): Promise<Bundled> {
  const [only, ...others] = request.entryPoints;
  if (only !== undefined && others.length === 0) return new Map([[only, failed(...failuresOf(messages))]]);
  const all: Bundled = new Map();
  for (const entryPoint of request.entryPoints) {
    const one = await bundleTogether(root, { ...request, entryPoints: [entryPoint] }, plugins, undefined);
    for (const [key, result] of one) all.set(key, result);
  }
  return all;
}

async function resultsOf(
  root: string,
  request: BundleRequest,
  plugins: readonly Plugin[],
  output: Output,
  broken: ReadonlyMap<string, readonly Message[]>,
  call: EsbuildCall | undefined,
): Promise<Bundled> {
  const results: Bundled = new Map();
  const again = new Map<string, { readonly external: readonly string[]; readonly entryPoints: string[] }>();
  const outputAt = entryOutputs(root, output, request.options);
  const bundles = request.entryPoints.map((entryPoint, index) => {
    return { entryPoint, ...outputAt(index) };
  });
  // A file that only broken files import is reached by nobody in this call: its messages go to all that failed.
  const reachedByAny = new Set(bundles.flatMap(({ reached }) => reached.filter((file) => broken.has(file))));
  const unclaimed = [...broken.keys()].filter((file) => !reachedByAny.has(file));
  for (const { entryPoint, bundle, reached, nativePackages: native } of bundles) {
    const own = reached.filter((file) => broken.has(file));
    if (own.length > 0) {
      results.set(entryPoint, failed(...failuresOf([...own, ...unclaimed].flatMap((file) => broken.get(file) ?? []))));
      continue;
    }
    if (native.length === 0) {
      results.set(entryPoint, success(bundle));
      continue;
    }
    const group = again.get(native.join()) ?? { external: native, entryPoints: [] };
    again.set(native.join(), group);
    group.entryPoints.push(entryPoint);
  }
  for (const { external, entryPoints } of again.values()) {
    const options = { ...request.options, external: [...new Set([...request.options.external, ...external])].sort() };
    const rebuilt = await bundleTogether(root, { ...request, entryPoints, options }, plugins, call);
    for (const [key, result] of rebuilt) results.set(key, result);
  }
  return results;
}

/** Code in which each statement is as it was written. */
const READABLE = { minifyIdentifiers: false, minifySyntax: false, minifyWhitespace: false };

type CallResult =
  | { readonly ok: true; readonly value: Output }
  | { readonly ok: false; readonly messages: readonly Message[] };

async function callEsbuild(
  root: string,
  request: BundleRequest,
  plugins: readonly Plugin[],
  replaced: readonly Message[],
  call: EsbuildCall | undefined,
): Promise<CallResult> {
  const all = replaced.length === 0 ? plugins : [emptyModules(root, replaced), ...plugins];
  try {
    const made = esbuildOptions(request.options, root, request.entryPoints, all);
    const options = request.readable === true ? { ...made, ...READABLE } : made;
    const build = replaced.length === 0 && call !== undefined ? call : loadEsbuild().build;
    return { ok: true, value: await build(options) };
  } catch (error) {
    if (isBuildFailure(error)) return { ok: false, messages: error.errors };
    // esbuild throws plain errors for options that it does not know.
    return { ok: false, messages: [optionMessage(error)] };
  }
}

function failuresOf(messages: readonly Message[]): Failures {
  const [first, ...rest] = messages.map(esbuildFailure);
  if (first === undefined) throw new Error('esbuild failed without a message');
  return [first, ...rest];
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}

function optionMessage(error: unknown): Message {
  const text = error instanceof Error ? error.message : String(error);
  return { id: '', pluginName: '', text, location: null, notes: [], detail: undefined };
}

function missingEntryPoint(entryPoint: string) {
  return {
    code: 'NXL-BUILD-ENTRY-POINT',
    message: `The entry point ${entryPoint} does not exist.`,
    advice: 'Create the file, or correct the handler that names it.',
  } as const;
}
