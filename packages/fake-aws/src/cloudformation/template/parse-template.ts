import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { formatError } from '../failures.ts';
import { parseYaml } from './parse-yaml.ts';

/** Far deeper than any template that works, and shallow enough for every walk over it. */
const MOST_DEPTH = 100;

/** The template as JSON with functions in their long form. Throws what CloudFormation would answer. */
export function parseTemplate(text: string): JsonObject {
  const trimmed = text.trimStart();
  const parsed = trimmed.startsWith('{') ? parseJson(text) : parseYaml(text);
  // "Template format error: unsupported structure." is what a text that is no map is answered.
  if (!isJsonObject(parsed)) throw formatError('unsupported structure.');
  checkDepth(parsed, 0);
  return parsed;
}

/** A flow map of YAML begins like JSON, so what is no JSON may still be YAML. */
function parseJson(text: string): Json {
  try {
    const parsed: Json = JSON.parse(text);
    return parsed;
  } catch {
    try {
      return parseYaml(text);
    } catch {
      throw formatError('JSON not well-formed.');
    }
  }
}

function checkDepth(value: Json, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > MOST_DEPTH) throw formatError('the template is nested too deep.');
  for (const item of Object.values(value)) checkDepth(item, depth + 1);
}
