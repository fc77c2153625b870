import { type Alias, isAlias, isMap, isNode, isScalar, isSeq, type Node, parseAllDocuments } from 'yaml';
import type { Json } from '../../json.ts';
import { formatError } from '../failures.ts';

/** Values with every alias written out; a template of 1 MB has far fewer. */
const MOST_VALUES = 200_000;
const MOST_DEPTH = 100;

/** Tags without `Fn::` in their long form (User Guide, "Intrinsic function reference"). */
const BARE = new Set(['!Ref', '!Condition']);
const FUNCTIONS = new Set(
  [
    ...['And', 'Base64', 'Cidr', 'Equals', 'FindInMap', 'GetAtt', 'GetAZs', 'If', 'ImportValue', 'Join', 'Length'],
    ...['Not', 'Or', 'Select', 'Split', 'Sub', 'ToJsonString', 'Transform', 'GetStackOutput'],
    ...['Contains', 'EachMemberEquals', 'EachMemberIn', 'RefAll', 'ValueOf', 'ValueOfAll'],
  ].map((name) => `!${name}`),
);

interface Reader {
  readonly anchors: Map<string, Json>;
  budget: number;
}

/**
 * YAML as CloudFormation reads it: version 1.1 without timestamps, binaries, ordered maps and hash merges (User Guide,
 * "CloudFormation template formats", YAML).
 */
export function parseYaml(text: string): Json {
  const documents = documentsOf(text);
  const [document] = documents;
  if (document === undefined || documents.some((each) => each.errors.length > 0)) {
    throw formatError('YAML not well-formed.');
  }
  const contents = document.contents;
  return contents === null ? null : read(contents, { anchors: new Map(), budget: MOST_VALUES }, 0);
}

function documentsOf(text: string): readonly ReturnType<typeof parseAllDocuments>[number][] {
  try {
    const parsed = parseAllDocuments(text, {
      version: '1.1',
      merge: false,
      logLevel: 'silent',
      prettyErrors: false,
      customTags: (tags) =>
        tags.filter((tag) => typeof tag === 'string' || !/:(timestamp|binary|omap|pairs|set|merge)$/.test(tag.tag)),
    });
    return [...parsed];
  } catch {
    // The parser recurses: a text nested a thousand deep ends its stack.
    throw formatError('YAML not well-formed.');
  }
}

function read(node: Node, reader: Reader, depth: number): Json {
  reader.budget -= 1;
  if (reader.budget < 0 || depth > MOST_DEPTH) throw formatError('the template is nested too deep.');
  if (isAlias(node)) return aliased(node, reader);
  const value = tagged(node, plain(node, reader, depth));
  const anchor = 'anchor' in node && typeof node.anchor === 'string' ? node.anchor : undefined;
  if (anchor !== undefined) reader.anchors.set(anchor, value);
  return value;
}

function plain(node: Node, reader: Reader, depth: number): Json {
  if (isSeq(node)) return node.items.map((item) => (isNode(item) ? read(item, reader, depth + 1) : null));
  if (isMap(node)) {
    const entries = node.items.map((pair): readonly [string, Json] => {
      const key = isScalar(pair.key) ? (pair.key.source ?? String(pair.key.value)) : undefined;
      if (key === undefined) throw formatError('YAML not well-formed.');
      return [key, isNode(pair.value) ? read(pair.value, reader, depth + 1) : null];
    });
    return Object.fromEntries(entries);
  }
  return isScalar(node) ? scalar(node.value, node.source) : null;
}

function scalar(value: unknown, source: string | undefined): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  // `.inf`, `.nan` and whole numbers that a double cannot hold stay as they were written.
  if (
    typeof value === 'number' &&
    (Number.isSafeInteger(value) || !Number.isInteger(value)) &&
    Number.isFinite(value)
  ) {
    return value;
  }
  return source ?? '';
}

function tagged(node: Node, value: Json): Json {
  const tag = node.tag;
  if (tag === undefined || !tag.startsWith('!') || tag === '!') return value;
  const name = tag.slice(1);
  if (BARE.has(tag)) return { [name]: value };
  if (!FUNCTIONS.has(tag)) throw formatError(`unrecognized tag ${tag}`);
  return { [`Fn::${name}`]: name === 'GetAtt' ? attribute(value) : value };
}

/** `!GetAtt A.B.C` is the list of A and B.C. */
function attribute(value: Json): Json {
  if (typeof value !== 'string') return value;
  const dot = value.indexOf('.');
  return dot === -1 ? value : [value.slice(0, dot), value.slice(dot + 1)];
}

function aliased(node: Alias, reader: Reader): Json {
  const value = reader.anchors.get(node.source);
  if (value === undefined) throw formatError('YAML not well-formed.');
  reader.budget -= sizeOf(value, reader.budget);
  return value;
}

/** How many values it stands for, counted no further than `most`. */
function sizeOf(value: Json, most: number): number {
  if (most <= 0 || typeof value !== 'object' || value === null) return 1;
  let size = 1;
  for (const item of Object.values(value)) {
    size += sizeOf(item, most - size);
    if (size > most) break;
  }
  return size;
}
