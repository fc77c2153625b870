/** Why a function is not deployable here, or what it lacks: the words for the user. */
import type { Failure } from '../failure.ts';
import type { CodeStatement, FunctionDraft, Reading, Stated } from './function-draft.ts';
import type { Architecture } from './service.ts';
import { failureAt, type TemplateNode } from './template-node.ts';

export function notDeployable(draft: FunctionDraft, code: CodeStatement): Failure | undefined {
  const { logicalId } = draft;
  const settings = `Name its source as \`entryPoint\` of ${logicalId} in lambda.config.json if it lies in this workspace, or its complete package as \`directory\` or \`archive\`.`;
  switch (code.kind) {
    case 'inline':
      return failureAt(
        code.node,
        'NXL-TEMPLATE-INLINE',
        `${logicalId} has its code in the template.`,
        'Move the code to a file and name its folder as CodeUri.',
      );
    case 'image':
      return failureAt(
        code.node,
        'NXL-TEMPLATE-IMAGE',
        `${logicalId} is a container image.`,
        'Deploy it with the tool that builds the image.',
      );
    case 'remote':
      return failureAt(
        code.node,
        'NXL-TEMPLATE-REMOTE-CODE',
        `The code of ${logicalId} lies at ${code.location}, not here.`,
        settings,
      );
    case 'unknown':
      return failureAt(
        code.node,
        'NXL-TEMPLATE-UNKNOWN-VALUE',
        `Where the code of ${logicalId} lies can't be told: ${code.why}.`,
        settings,
      );
    case 'absent':
      return failureAt(draft.node, 'NXL-TEMPLATE-REMOTE-CODE', `${logicalId} names no local code.`, settings);
    default:
      return undefined;
  }
}

export function unknownValue(
  found: { readonly node: TemplateNode; readonly why: string },
  draft: FunctionDraft,
  what: string,
  key: string,
): Failure {
  return failureAt(
    found.node,
    'NXL-TEMPLATE-UNKNOWN-VALUE',
    `The ${what} of ${draft.logicalId} can't be told before deployment: ${found.why}.`,
    `Give the parameter a default, or write \`${key}\` of ${draft.logicalId} in lambda.config.json.`,
  );
}

export function notBundled(entryPoint: Stated<string>, runtime: string): Failure {
  return failureAt(
    entryPoint.node,
    'NXL-CONFIG-SOURCE',
    `Only Node.js functions have an \`entryPoint\`, but the runtime is ${runtime}.`,
    'Name the complete package as `directory` or `archive`.',
  );
}

export function missing(draft: FunctionDraft, what: string, example: string): Failure {
  const { file } = draft.node.source;
  if (isServerless(file)) {
    const key = what.toLowerCase();
    const where = key === 'handler' ? 'the function' : 'the function or to `provider`';
    const message = `${draft.logicalId} has no ${key}.`;
    return failureAt(draft.node, 'NXL-TOOL-MISSING', message, `Add \`${key}: ${example}\` to ${where}.`);
  }
  const inConfig = file.endsWith('lambda.config.json');
  const key = inConfig ? what.toLowerCase() : what;
  return failureAt(
    draft.node,
    inConfig ? 'NXL-CONFIG-MISSING' : 'NXL-TEMPLATE-MISSING',
    `${draft.logicalId} has no ${key}.`,
    inConfig ? `Add \`"${key}": "${example}"\`.` : `Add \`${key}: ${example}\` to its Properties or to Globals.`,
  );
}

/** Files whose keys are called otherwise than a template's. */
export function isServerless(file: string): boolean {
  return /(^|\/)serverless\.[a-z]+$/.test(file);
}

export function architectureOf(stated: Reading<string>, draft: FunctionDraft): Architecture | Failure {
  if (stated === undefined) return 'x86_64';
  if ('kind' in stated) return unknownValue(stated, draft, 'architecture', 'architecture');
  if (stated.value === 'x86_64' || stated.value === 'arm64') return stated.value;
  return failureAt(
    stated.node,
    'NXL-TEMPLATE-ARCHITECTURE',
    `\`${stated.value}\` is not an architecture that Lambda has.`,
    'Write x86_64 or arm64.',
  );
}
