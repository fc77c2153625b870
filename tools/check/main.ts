/**
 * `npm run check`: the rules of ARCHITECTURE.md that no other tool knows. `--add-errors` adds a first draft of every
 * missing code to docs/errors.md.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { entryText, errorEntries, withEntries } from './error-entries.ts';
import { findingText } from './finding.ts';
import { checkErrorCodes, documentedCodes, ERRORS_DOCUMENT, usedCodes } from './rules/error-codes.ts';
import { checkFileLayout } from './rules/file-layout.ts';
import { checkImportCycles } from './rules/import-cycles.ts';
import { checkMachineTraces, type TrackedText } from './rules/machine-traces.ts';
import { checkNoShell } from './rules/no-shell.ts';
import { checkOutsideWorld } from './rules/outside-world.ts';
import { checkPackageDirection } from './rules/package-direction.ts';
import { checkSilencedChecks } from './rules/silenced-checks.ts';
import { checkStageOrder } from './rules/stage-order.ts';
import { parseSource, type SourceFile } from './source-file.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const SAMPLES = /(^|\/)fixtures\/|^tools\/demo\/shop\//;
const BINARY = /\.(zip|jar|png|gz|tgz)$/;

const texts = repositoryFiles();
const sources = texts
  .filter(({ path }) => /\.(ts|mts|mjs)$/.test(path) && !SAMPLES.test(path))
  .map(({ path, text }) => parseSource(path, text));

if (process.argv.includes('--add-errors')) addErrors();

const findings = [
  ...checkPackageDirection(sources),
  ...checkStageOrder(sources),
  ...checkImportCycles(sources),
  ...checkOutsideWorld(sources),
  ...checkNoShell(sources),
  ...checkFileLayout(sources),
  ...checkSilencedChecks(sources),
  ...checkErrorCodes(sources, errorsDocument()),
  ...checkMachineTraces(texts, { repository: root, home: homedir(), registryHost: registryHost() }),
];
for (const finding of findings) process.stdout.write(`${findingText(finding)}\n`);
const errors = findings.filter(({ severity }) => severity === 'error').length;
process.stdout.write(`${sources.length} sources, ${errors} errors, ${findings.length - errors} warnings\n`);
process.exitCode = errors === 0 ? 0 : 1;

/** Tracked files and new ones that git does not ignore. */
function repositoryFiles(): readonly TrackedText[] {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const git = spawnSync('git', list, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (git.status !== 0) throw new Error(`git ls-files failed: ${git.stderr}`);
  return git.stdout
    .split('\0')
    .filter((path) => path !== '' && !BINARY.test(path) && existsSync(join(root, path)))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

function errorsDocument(): string {
  return texts.find(({ path }) => path === ERRORS_DOCUMENT)?.text ?? '';
}

function addErrors(): void {
  const file = join(root, ERRORS_DOCUMENT);
  const document = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const explained = documentedCodes(document);
  const missing = [...usedCodes(sources).keys()].filter((code) => !explained.has(code)).sort();
  const drafts = sources.filter(isPackageSource).flatMap(({ path, text }) => errorEntries(path, text));
  const added = missing.map((code) => entryText(drafts.find((draft) => draft.code === code) ?? { code }));
  writeFileSync(file, withEntries(document, added));
  process.stdout.write(`Added ${added.length} codes to ${ERRORS_DOCUMENT}; run the check again.\n`);
}

function isPackageSource({ path }: SourceFile): boolean {
  return path.startsWith('packages/') && !path.endsWith('.test.ts');
}

function registryHost(): string | undefined {
  const url = process.env.npm_config_registry;
  return url !== undefined && URL.canParse(url) ? new URL(url).host : undefined;
}
