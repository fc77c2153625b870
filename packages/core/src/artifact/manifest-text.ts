/** A manifest as text and back. The text depends on nothing but the manifest: fixed key order, one trailing newline. */
import { type Failure, failed, type Result, success } from '../failure.ts';
import { type ArtifactManifest, MANIFEST_SCHEMA, type ManifestInput } from './manifest.ts';

export function manifestText(manifest: ArtifactManifest): string {
  const ordered: ArtifactManifest = {
    schema: manifest.schema,
    service: manifest.service,
    function: manifest.function,
    codeSha256: manifest.codeSha256,
    zipSize: manifest.zipSize,
    unzippedSize: manifest.unzippedSize,
    runtime: manifest.runtime,
    handler: manifest.handler,
    architecture: manifest.architecture,
    inputs: [],
    packages: manifest.packages.map(({ name, version }) => ({ name, version })),
    externals: manifest.externals,
    tools: Object.fromEntries(Object.entries(manifest.tools).sort(([a], [b]) => (a < b ? -1 : 1))),
    sourceMaps: manifest.sourceMaps,
  };
  const text = `${JSON.stringify(ordered, null, 2)}\n`;
  if (manifest.inputs.length === 0) return text;
  // Most of the text, and the same for each function that has the file. No text inside of JSON has a line's end.
  return text.replace('\n  "inputs": []', () => `\n  "inputs": [\n${manifest.inputs.map(inputText).join(',\n')}\n  ]`);
}

const inputTexts = new WeakMap<ManifestInput, string>();

function inputText(input: ManifestInput): string {
  const known = inputTexts.get(input);
  if (known !== undefined) return known;
  const { path, sha256 } = input;
  const text = `    {\n      "path": ${JSON.stringify(path)},\n      "sha256": ${JSON.stringify(sha256)}\n    }`;
  inputTexts.set(input, text);
  return text;
}

/** `file` names the manifest in the failure: anything that {@link manifestText} did not write is one. */
export function parseManifest(text: string, file: string): Result<ArtifactManifest> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return failed(corrupted(file, 'it is not JSON'));
  }
  if (!isRecord(value)) return failed(corrupted(file, 'it is not an object'));
  if (value['schema'] !== MANIFEST_SCHEMA) {
    return failed(corrupted(file, `its schema is ${String(value['schema'])}, not ${MANIFEST_SCHEMA}`));
  }
  const wrong = Object.entries(SHAPE).find(([key, accepts]) => !accepts(value[key]));
  if (wrong !== undefined) return failed(corrupted(file, `its field ${wrong[0]} is missing or of the wrong type`));
  return success(value as unknown as ArtifactManifest);
}

function corrupted(file: string, why: string): Failure {
  return {
    code: 'NXL-PACKAGE-MANIFEST',
    message: `The artifact manifest ${file} can't be used: ${why}.`,
    advice: 'Build the service again with --skip-nx-cache.',
  };
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isSize: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isTextList: Check = (value) => Array.isArray(value) && value.every(isText);
const isListOf = (keys: readonly string[]): Check => {
  return (value) =>
    Array.isArray(value) && value.every((item) => isRecord(item) && keys.every((key) => isText(item[key])));
};

const SHAPE: Readonly<Record<Exclude<keyof ArtifactManifest, 'schema'>, Check>> = {
  service: isText,
  function: isText,
  codeSha256: (value) => typeof value === 'string' && /^[A-Za-z0-9+/]{43}=$/.test(value),
  zipSize: isSize,
  unzippedSize: isSize,
  runtime: isText,
  handler: isText,
  architecture: (value) => value === 'x86_64' || value === 'arm64',
  inputs: isListOf(['path', 'sha256']),
  packages: isListOf(['name', 'version']),
  externals: isTextList,
  tools: (value) => isRecord(value) && Object.values(value).every(isText),
  sourceMaps: isTextList,
};

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
