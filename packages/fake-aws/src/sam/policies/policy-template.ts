import { isObject, type JsonObject, type JsonValue } from '../json.ts';
import { resourceProblem } from '../problem.ts';
import type { PolicyTemplate, PolicyTemplates, TemplateStatement } from './template-shape.ts';
import { ANALYSIS_POLICIES } from './templates-analysis.ts';
import { COMPUTE_POLICIES } from './templates-compute.ts';
import { MESSAGING_POLICIES } from './templates-messaging.ts';
import { STORAGE_POLICIES } from './templates-storage.ts';

const TEMPLATES: PolicyTemplates = {
  ...ANALYSIS_POLICIES,
  ...COMPUTE_POLICIES,
  ...MESSAGING_POLICIES,
  ...STORAGE_POLICIES,
};

/** `{SQSPollerPolicy: {QueueName: …}}` */
export function isPolicyTemplate(policy: JsonValue): boolean {
  if (!isObject(policy)) return false;
  const [name, ...others] = Object.keys(policy);
  return name !== undefined && others.length === 0 && Object.hasOwn(TEMPLATES, name);
}

/** The policy document that a template stands for, with its parameters' values filled in. */
export function policyFromTemplate(policy: JsonObject, logicalId: string): JsonObject {
  const [name = '', values = null] = Object.entries(policy)[0] ?? [];
  const template = TEMPLATES[name];
  if (template === undefined || !isObject(values)) {
    throw resourceProblem(logicalId, `Must specify valid parameter values for policy template '${name}'`);
  }
  const missing = words(template.parameters).filter((each) => !Object.hasOwn(values, each));
  if (missing.length > 0) {
    const listed = missing.map((each) => `'${each}'`).join(', ');
    const message = `Following required parameters of template '${name}' don't have values: [${listed}]`;
    throw resourceProblem(logicalId, message);
  }
  return { Statement: template.statements.map((each) => statement(each, template, values)) };
}

function statement(each: TemplateStatement, template: PolicyTemplate, values: JsonObject): JsonObject {
  const filled = (text: string): JsonValue => arn(text, template, values);
  return {
    Effect: 'Allow',
    Action: each.action ?? words(each.actions ?? ''),
    Resource: each.resources === undefined ? filled(each.resource ?? '*') : each.resources.map(filled),
    ...(each.equal === undefined
      ? {}
      : { Condition: { StringEquals: { [each.equal.key]: filled(each.equal.resource) } } }),
  };
}

/** The `Fn::Sub` of a resource in the notation of {@link TemplateStatement}. */
function arn(text: string, template: PolicyTemplate, values: JsonObject): JsonValue {
  if (text === '*') return text;
  const parts = text.split(':');
  const pseudo: Readonly<Record<number, string>> = { 1: 'Partition', 3: 'Region', 4: 'AccountId' };
  const expanded = parts.map((part, index) => {
    const name = part === '*' && parts[0] === 'arn' ? pseudo[index] : undefined;
    return name === undefined ? part : `\${AWS::${name}}`;
  });
  const variables: Record<string, JsonValue> = {};
  const pattern = expanded.join(':').replaceAll(/(?<!\$)\{(\w+)\}/g, (_, name: string) => {
    const parameter = words(template.parameters).find((each) => each.toLowerCase() === name.toLowerCase());
    variables[name] = values[parameter ?? name] ?? null;
    return `\${${name}}`;
  });
  return { 'Fn::Sub': Object.keys(variables).length === 0 ? pattern : [pattern, variables] };
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((each) => each !== '');
}
