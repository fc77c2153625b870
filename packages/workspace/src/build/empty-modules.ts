/** An esbuild plugin that replaces what esbuild complained of by empty modules, so that the rest can be built. */
import { join, relative, sep } from 'node:path';
import type { Message, Plugin } from 'esbuild';
import { messageFile, unresolvedSpecifier } from './esbuild-failure.ts';

const NAMESPACE = 'nx-lambda-empty-module';

/**
 * Imports that lead nowhere are replaced one by one, which keeps the importing file and what else it imports; any
 * other complaint replaces the whole file. An empty CommonJS module takes every import.
 */
export function emptyModules(root: string, messages: readonly Message[]): Plugin {
  const files = new Set<string>();
  const imports = new Map<string, Set<string>>();
  for (const message of messages) {
    const file = messageFile(message);
    const specifier = unresolvedSpecifier(message);
    if (file === undefined) continue;
    if (specifier === undefined) files.add(join(root, file));
    else imports.set(file, new Set([...(imports.get(file) ?? []), specifier]));
  }
  const specifiers = [...imports.values()].flatMap((each) => [...each]);
  const empty = { contents: 'module.exports = {};', loader: 'js' } as const;
  return {
    name: NAMESPACE,
    setup(build) {
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, () => empty);
      if (specifiers.length > 0) {
        build.onResolve({ filter: anyOf(specifiers) }, (args) => {
          const importer = relative(root, args.importer).split(sep).join('/');
          return imports.get(importer)?.has(args.path) ? { path: args.path, namespace: NAMESPACE } : undefined;
        });
      }
      if (files.size > 0) {
        build.onLoad({ filter: anyOf([...files]), namespace: 'file' }, (args) =>
          files.has(args.path) ? empty : undefined,
        );
      }
    },
  };
}

function anyOf(texts: readonly string[]): RegExp {
  return new RegExp(`^(?:${texts.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})$`);
}
