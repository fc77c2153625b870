/** First drafts for docs/errors.md, taken from where the sources make a failure. People then write them better. */
import { type Argument, type Expression, parseSync, Visitor } from 'oxc-parser';

export interface ErrorEntry {
  readonly code: string;
  readonly message?: string;
  readonly advice?: string;
}

/** Failures written as `{code: 'NXL-…', message, advice}` or as a call whose arguments hold the code and the sentences. */
export function errorEntries(path: string, text: string): readonly ErrorEntry[] {
  const entries: ErrorEntry[] = [];
  const add = (code: string | undefined, message: string | undefined, advice: string | undefined): void => {
    if (code?.startsWith('NXL-') !== true) return;
    entries.push({ code, ...(message === undefined ? {} : { message }), ...(advice === undefined ? {} : { advice }) });
  };
  new Visitor({
    ObjectExpression({ properties }) {
      const valueOf = (name: string): string | undefined => {
        const found = properties.find(
          (property) =>
            property.type === 'Property' && property.key.type === 'Identifier' && property.key.name === name,
        );
        return found?.type === 'Property' ? sentence(found.value) : undefined;
      };
      add(valueOf('code'), valueOf('message'), valueOf('advice'));
    },
    CallExpression(call) {
      const texts = call.arguments.map(sentence);
      const at = texts.findIndex((argument) => argument?.startsWith('NXL-'));
      if (at !== -1) add(texts[at], texts[at + 1], texts[at + 2]);
    },
  }).visit(parseSync(path, text).program);
  return entries;
}

export function entryText({ code, message, advice }: ErrorEntry): string {
  const lines = [message, advice].filter((line) => line !== undefined);
  return `### ${code}\n\n${lines.join('\n\n')}${lines.length > 0 ? '\n' : ''}`;
}

/** Every entry in the order of its code; the heading of an area (`## NXL-AWS: …`) stands before its codes. */
export function withEntries(document: string, added: readonly string[]): string {
  const [head = '', ...entries] = `${document}\n${added.join('\n')}`.split(/^(?=###? )/m);
  const codeOf = (entry: string): string => /NXL-[A-Z0-9-]+/.exec(entry)?.[0] ?? '';
  const sorted = entries.sort((a, b) => (codeOf(a) < codeOf(b) ? -1 : 1));
  return `${[head, ...sorted].map((entry) => entry.trim()).join('\n\n')}\n`;
}

function sentence(node: Expression | Argument): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node.type === 'TemplateLiteral') return node.quasis.map(({ value }) => value.cooked ?? '').join('…');
  if (node.type === 'ArrowFunctionExpression')
    return node.body.type === 'BlockStatement' ? undefined : sentence(node.body);
  if (node.type === 'ConditionalExpression') return sentence(node.consequent) ?? sentence(node.alternate);
  if (node.type === 'BinaryExpression' && node.left.type !== 'PrivateIdentifier') {
    const [left, right] = [sentence(node.left), sentence(node.right)];
    return left === undefined || right === undefined ? undefined : left + right;
  }
  return undefined;
}
