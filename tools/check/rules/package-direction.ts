import type { Finding } from '../finding.ts';
import { importedFile, isTest, packageOf, type SourceFile } from '../source-file.ts';

const EVERYTHING = ['core', 'operations', 'workspace', 'aws', 'runtime', 'fake-aws', 'nx-lambda', 'tools'];

/** Which packages each one may import. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  operations: ['core'],
  workspace: ['core'],
  aws: ['core'],
  runtime: ['core'],
  'fake-aws': ['core', 'runtime'],
  'nx-lambda': ['core', 'operations', 'workspace', 'aws', 'runtime'],
  // tools/test installs what the tests need.
  tools: [...EVERYTHING, 'test'],
  test: EVERYTHING,
};

const NX = /^(nx|@nx\/[^/]+)(\/|$)/;
const AWS_SDK = /^@(aws-sdk|smithy)\//;
const FILES = /^(node:)?(fs|fs\/promises|child_process|os)$|^(esbuild|fflate|yaml|smol-toml|oxc-[a-z]+|@vercel\/nft)$/;

/** What each package must not know of the outside. Tests may use anything. */
const MUST_NOT_KNOW: Readonly<Record<string, readonly RegExp[]>> = {
  operations: [NX, AWS_SDK, FILES],
  workspace: [NX, AWS_SDK],
  aws: [NX, FILES],
  runtime: [NX, AWS_SDK],
  'fake-aws': [NX, AWS_SDK],
  'nx-lambda': [AWS_SDK],
};

// micromatch is a pure function of pattern and text.
const CORE_MAY_KNOW = new Set(['node:path/posix', 'node:crypto', 'micromatch']);

/** Imports go one way between packages, through their faces, and each package knows only its own part of the outside. */
export function checkPackageDirection(files: readonly SourceFile[]): readonly Finding[] {
  return files.flatMap((file) => {
    const from = packageOf(file.path);
    if (from === undefined) return [];
    return file.imports.flatMap(({ specifier, line }): readonly Finding[] => {
      const message = problem(file.path, from, specifier);
      return message === undefined
        ? []
        : [{ rule: 'package-direction', severity: 'error', file: file.path, line, message }];
    });
  });
}

function problem(path: string, from: string, specifier: string): string | undefined {
  const target = importedFile(path, specifier);
  if (target === undefined) return isTest(path) ? undefined : outsideProblem(from, specifier);
  const to = packageOf(target);
  if (to === from) return undefined;
  // What finds Node 24, the tarball and the like is shared by all tests.
  if (isTest(path) && target.startsWith('test/support/')) return undefined;
  if (to === undefined) return `${specifier} is outside of packages, tools and test`;
  if (!(MAY_IMPORT[from] ?? []).includes(to)) return `${from} must not import ${to}`;
  const deep = specifier.startsWith('.') && target.startsWith('packages/') && from !== 'tools' && from !== 'test';
  return deep ? `import @nx-lambda/${to}, not a file inside it` : undefined;
}

function outsideProblem(from: string, specifier: string): string | undefined {
  if (from === 'core') {
    return CORE_MAY_KNOW.has(specifier) ? undefined : `core is pure and must not import ${specifier}`;
  }
  return MUST_NOT_KNOW[from]?.some((pattern) => pattern.test(specifier)) === true
    ? `${from} must not know ${specifier}`
    : undefined;
}
