import { isJsonList, isJsonObject, type Json, type JsonObject, member, scalarText, textMember } from '../json.ts';
import { members, type XmlNode } from '../xml.ts';
import { type Action, type Call, findStack } from './action.ts';
import { findChangeSet } from './change-set-actions.ts';
import { validationError } from './failures.ts';
import { formChoice, requiredText } from './form.ts';
import { withIncludes } from './includes.ts';
import { checkedTemplate, declaredParameters } from './prepare-target.ts';
import { type NeededCapabilities, neededCapabilities } from './template/capabilities.ts';
import { parseTemplate } from './template/parse-template.ts';
import { type Template, transformsOf } from './template/template.ts';
import { templateText } from './template-source.ts';

/** Original: as it was given. Processed: transforms applied, as JSON. */
export const getTemplate: Action = {
  mutating: false,
  run(call) {
    const { form } = call;
    const stage = formChoice(form, 'TemplateStage', ['Original', 'Processed']) ?? 'Original';
    const stack = form.has('StackName') ? findStack(call, requiredText(form, 'StackName')) : undefined;
    const ofChangeSet = form.has('ChangeSetName') ? findChangeSet(call).target : undefined;
    const body = ofChangeSet?.body ?? stack?.templateBody;
    const processed = ofChangeSet?.processed ?? stack?.processed;
    // A stack of which only a change set was made has no template yet, and says so without an error.
    if (ofChangeSet === undefined && stack?.status === 'REVIEW_IN_PROGRESS') return { StagesAvailable: members([]) };
    if (body === undefined || processed === undefined) {
      throw validationError(`Template for stack ${stack?.name ?? ''} is not available.`);
    }
    return {
      TemplateBody: stage === 'Original' ? body : JSON.stringify(processed),
      StagesAvailable: members(['Original', 'Processed']),
    };
  },
};

export const getTemplateSummary: Action = {
  mutating: false,
  run(call) {
    const { form, caller, world } = call;
    const given = templateText(form, caller, world);
    if (given === undefined) {
      const stack = findStack(call, requiredText(form, 'StackName'));
      if (stack.status === 'REVIEW_IN_PROGRESS') {
        throw validationError('GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.');
      }
      return stack.templateBody === undefined ? seededSummary(stack.parameters) : summaryOf(stack.templateBody, call);
    }
    return summaryOf(given, call);
  },
};

/** Stacks that were seeded have parameters, but no template that declares them. */
function seededSummary(parameters: Readonly<Record<string, string>>): XmlNode {
  const rows = Object.keys(parameters).map((ParameterKey) => ({
    ParameterKey,
    ParameterType: 'String',
    NoEcho: false,
    ParameterConstraints: {},
  }));
  return { Parameters: members(rows), ResourceTypes: members([]) };
}

function summaryOf(body: string, { world, caller }: Call): XmlNode {
  const json = withIncludes(parseTemplate(body), world, caller);
  const { template, needed, transforms } = looked(json);
  const rows = [...declaredParameters(json)].map(([ParameterKey, declaration]) => ({
    ParameterKey,
    DefaultValue: defaultOf(declaration),
    ParameterType: textMember(declaration, 'Type'),
    NoEcho: scalarText(member(declaration, 'NoEcho')) === 'true',
    Description: textMember(declaration, 'Description'),
    ParameterConstraints: constraintsOf(declaration),
  }));
  const metadata = member(json, 'Metadata');
  return {
    Parameters: members(rows),
    Description: textMember(json, 'Description'),
    Capabilities: members(needed.capabilities),
    CapabilitiesReason: needed.reason,
    ResourceTypes: members(typesOf(json, template)),
    Version: textMember(json, 'AWSTemplateFormatVersion'),
    Metadata: metadata === undefined ? undefined : JSON.stringify(metadata),
    DeclaredTransforms: members(transforms),
    ResourceIdentifierSummaries: members([]),
  };
}

export const validateTemplate: Action = {
  mutating: false,
  run(call: Call) {
    const body = templateText(call.form, call.caller, call.world);
    if (body === undefined) throw validationError('Either Template URL or Template Body must be specified.');
    const json = withIncludes(parseTemplate(body), call.world, call.caller);
    const { needed, transforms } = looked(json);
    const rows = [...declaredParameters(json)].map(([ParameterKey, declaration]) => ({
      ParameterKey,
      DefaultValue: defaultOf(declaration),
      NoEcho: scalarText(member(declaration, 'NoEcho')) === 'true',
      Description: textMember(declaration, 'Description'),
    }));
    return {
      Parameters: members(rows),
      Description: textMember(json, 'Description'),
      Capabilities: members(needed.capabilities),
      CapabilitiesReason: needed.reason,
      DeclaredTransforms: members(transforms),
    };
  },
};

/** What can be told of a template without parameters: one with transforms is only known once they are applied. */
function looked(json: JsonObject): {
  readonly template?: Template;
  readonly needed: NeededCapabilities;
  readonly transforms: readonly string[];
} {
  const transforms = transformsOf(json);
  if (transforms.length > 0) {
    const reason = `The following transform(s) require capabilities: [${transforms.join(', ')}]`;
    return { needed: { capabilities: ['CAPABILITY_AUTO_EXPAND'], reason }, transforms };
  }
  const template = checkedTemplate(json);
  return { template, needed: neededCapabilities(template), transforms };
}

function typesOf(json: JsonObject, template: Template | undefined): readonly string[] {
  if (template !== undefined) return [...new Set([...template.resources.values()].map((resource) => resource.type))];
  const resources = member(json, 'Resources');
  const given = isJsonObject(resources) ? Object.values(resources) : [];
  return [...new Set(given.flatMap((each) => (isJsonObject(each) ? (textMember(each, 'Type') ?? []) : [])))];
}

function defaultOf(declaration: JsonObject): string | undefined {
  const value: Json | undefined = member(declaration, 'Default');
  return isJsonList(value) ? value.map((item) => scalarText(item) ?? '').join(',') : scalarText(value);
}

function constraintsOf(declaration: JsonObject): XmlNode {
  const allowed = member(declaration, 'AllowedValues');
  return isJsonList(allowed) ? { AllowedValues: members(allowed.map((value) => scalarText(value) ?? '')) } : {};
}
