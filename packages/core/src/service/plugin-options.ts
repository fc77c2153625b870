/** The plugin's options as nx.json has them: all problems at once, then defaults. */
import { type Failure, failed, type Result, success } from '../failure.ts';
import { checkSchema, type Schema } from './json-schema.ts';
import type { AccountEntry, PluginOptions } from './options.ts';
import { sourceText, type TemplateNode } from './template-node.ts';

export const DEFAULT_OPTIONS: PluginOptions = {
  environment: '{user}',
  stackName: '{service}-{environment}',
  accounts: [],
  protect: ['prod', 'production', 'prod-*', 'production-*', '*-prod', '*-production', '*-prod-*', '*-production-*'],
  artifactPrefix: 'nx-lambda',
  storage: 'copy',
  templates: '**/template.{yaml,yml,json}',
  outputPath: 'dist/lambda',
  providedPackages: ['@aws-sdk/*', '@smithy/*'],
  expires: '14d',
  stackMode: 'express',
  parameters: {},
  parameterPath: [],
  shared: { stack: [] },
  allowLocalRole: false,
  accountProject: 'nx-lambda',
  targetNames: {
    build: 'build',
    deployFeature: 'deploy-feature',
    invokeCloud: 'invoke-cloud',
    invokeLocal: 'invoke-local',
    statusFeature: 'status-feature',
    provisionFeature: 'provision-feature',
    destroyFeature: 'destroy-feature',
    parametersFeature: 'parameters-feature',
    rollbackFeature: 'rollback-feature',
    listFeatures: 'list-features',
    sweepFeatures: 'sweep-features',
    bootstrapFeature: 'bootstrap-feature',
    watchFeature: 'watch-feature',
  },
  concurrency: 8,
  rateHeadroom: 3,
};

const text = (description: string, byDefault?: string): Schema => ({
  description,
  type: 'string',
  minLength: 1,
  ...(byDefault === undefined ? {} : { default: byDefault }),
});
const texts = (description: string, byDefault: readonly string[]): Schema => ({
  description,
  type: 'array',
  items: { type: 'string', minLength: 1 },
  default: byDefault,
});
const inside: Partial<Schema> = {
  pattern: '^(?!/)(?![A-Za-z]:)(?!(.*[/\\\\])?\\.\\.([/\\\\]|$)).+$',
  wanted: 'a path inside the workspace',
};

const accountId: Schema = { type: 'string', pattern: '^\\d{12}$', wanted: 'an account id of 12 digits, as a text' };
const region: Schema = {
  ...text('AWS region; default: as AWS tools find it.'),
  pattern: '^[a-z]{2,}(-[a-z]+)+-\\d+$',
  wanted: 'a region such as "eu-central-1"',
};

const parameterPath: Schema = {
  type: 'string',
  pattern: '^/[\\w.{}-]+(/[\\w.{}-]+)*/?$',
  wanted: 'a path such as "/shop/{environment}"',
};

export const OPTIONS_SCHEMA: Schema = {
  description: 'Options of the nx-lambda plugin.',
  type: 'object',
  additionalProperties: false,
  properties: {
    environment: text(
      'Environment name when neither --environment nor FEATURE_ENV is given. Placeholders: {user}, {branch}, {env.NAME}.',
      DEFAULT_OPTIONS.environment,
    ),
    stackName: text(
      'Stack name of a service that has none of its own. Placeholders: {service}, {environment}.',
      DEFAULT_OPTIONS.stackName,
    ),
    accounts: {
      description: 'The only accounts that are written to (empty: any), or where environments live, by their names.',
      default: DEFAULT_OPTIONS.accounts,
      anyOf: [
        { type: 'array', items: accountId },
        {
          type: 'object',
          additionalProperties: {
            description: 'Of environments whose names match the pattern; the first that matches counts.',
            type: 'object',
            additionalProperties: false,
            required: ['accountId'],
            properties: {
              accountId,
              profile: text('Profile of the AWS configuration; default: credentials as AWS tools find them.'),
              roleArn: {
                description: 'Role that is assumed with those credentials.',
                type: 'string',
                pattern: '^arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=,.@/-]+$',
                wanted: 'the ARN of a role, such as "arn:aws:iam::123456789012:role/developer"',
              },
              region,
            },
          },
        },
      ],
    },
    protect: texts(
      'Patterns of environments, stacks and functions that are never written to.',
      DEFAULT_OPTIONS.protect,
    ),
    region,
    artifactBucket: text('Bucket for packages too large for a direct upload.'),
    artifactPrefix: text('Folder of packages in that bucket.', DEFAULT_OPTIONS.artifactPrefix),
    storage: {
      description:
        'copy: Lambda takes copies of packages; reference: it refers to those in artifactBucket, which then holds all of them.',
      type: 'string',
      enum: ['copy', 'reference'],
      default: DEFAULT_OPTIONS.storage,
    },
    templates: { ...text('Glob of templates, relative to the workspace root.', DEFAULT_OPTIONS.templates), ...inside },
    outputPath: {
      ...text('Folder of artifacts, relative to the workspace root.', DEFAULT_OPTIONS.outputPath),
      ...inside,
    },
    providedPackages: texts('Packages that managed Node.js runtimes carry.', DEFAULT_OPTIONS.providedPackages),
    expires: text(
      'How long an environment lives after it was last provisioned: a duration such as 14d, a date, or never.',
      DEFAULT_OPTIONS.expires,
    ),
    stackMode: {
      description:
        'express: a stack operation ends when the configuration is applied; standard: when resources are ready too.',
      type: 'string',
      enum: ['express', 'standard'],
      default: DEFAULT_OPTIONS.stackMode,
    },
    parameters: {
      description: 'Template parameters for all services that declare them. Placeholders: {environment}, {service}.',
      type: 'object',
      additionalProperties: { type: 'string' },
      default: DEFAULT_OPTIONS.parameters,
    },
    parameterPath: {
      description:
        "Path of SSM's Parameter Store with values of template parameters, or several. Placeholders: {environment}, {service}.",
      default: DEFAULT_OPTIONS.parameterPath,
      anyOf: [parameterPath, { type: 'array', items: parameterPath }],
    },
    shared: {
      description: 'Stacks that services use instead of making their resources themselves, where they name none.',
      type: 'object',
      required: ['stack'],
      additionalProperties: false,
      default: DEFAULT_OPTIONS.shared,
      properties: {
        stack: {
          anyOf: [
            text(
              'Stack whose outputs are values of parameters of the same names. Placeholders: {environment}, {service}.',
            ),
            { type: 'array', items: { type: 'string', minLength: 1 } },
          ],
        },
      },
    },
    allowLocalRole: {
      description: 'Whoever provisions an environment may assume the roles of its functions, as invoke-local does.',
      type: 'boolean',
      default: DEFAULT_OPTIONS.allowLocalRole,
    },
    accountProject: text(
      'Name of the project that has the targets which concern the whole account.',
      DEFAULT_OPTIONS.accountProject,
    ),
    targetNames: {
      description: 'Names of the inferred targets.',
      type: 'object',
      additionalProperties: false,
      properties: {
        build: text('Default: build.', DEFAULT_OPTIONS.targetNames.build),
        deployFeature: text('Default: deploy-feature.', DEFAULT_OPTIONS.targetNames.deployFeature),
        invokeCloud: text('Default: invoke-cloud.', DEFAULT_OPTIONS.targetNames.invokeCloud),
        invokeLocal: text('Default: invoke-local.', DEFAULT_OPTIONS.targetNames.invokeLocal),
        statusFeature: text('Default: status-feature.', DEFAULT_OPTIONS.targetNames.statusFeature),
        provisionFeature: text('Default: provision-feature.', DEFAULT_OPTIONS.targetNames.provisionFeature),
        destroyFeature: text('Default: destroy-feature.', DEFAULT_OPTIONS.targetNames.destroyFeature),
        parametersFeature: text('Default: parameters-feature.', DEFAULT_OPTIONS.targetNames.parametersFeature),
        rollbackFeature: text('Default: rollback-feature.', DEFAULT_OPTIONS.targetNames.rollbackFeature),
        listFeatures: text('Default: list-features.', DEFAULT_OPTIONS.targetNames.listFeatures),
        sweepFeatures: text('Default: sweep-features.', DEFAULT_OPTIONS.targetNames.sweepFeatures),
        bootstrapFeature: text('Default: bootstrap-feature.', DEFAULT_OPTIONS.targetNames.bootstrapFeature),
        watchFeature: text('Default: watch-feature.', DEFAULT_OPTIONS.targetNames.watchFeature),
      },
    },
    concurrency: {
      description: 'How many functions are built or deployed at once.',
      type: 'integer',
      minimum: 1,
      maximum: 256,
      default: DEFAULT_OPTIONS.concurrency,
    },
    rateHeadroom: {
      description: "Percent of Lambda's rate limits that are left to the account's other callers.",
      type: 'integer',
      minimum: 0,
      maximum: 90,
      default: DEFAULT_OPTIONS.rateHeadroom,
    },
  },
};

/** `raw` is what Nx hands over: nothing at all, or the plugin's `options` in nx.json. */
export function parsePluginOptions(raw: unknown): Result<PluginOptions> {
  if (raw === undefined || raw === null) return success(DEFAULT_OPTIONS);
  const problems = checkSchema(plainNode(raw), OPTIONS_SCHEMA);
  const [first, ...others] = problems.map(
    ({ path, kind, message, advice }): Failure => ({
      code: kind === 'unknown-key' ? 'NXL-OPTION-UNKNOWN' : 'NXL-OPTION-VALUE',
      message:
        path === ''
          ? 'The options of nx-lambda in nx.json must be an object.'
          : `In the options of nx-lambda in nx.json, ${lowerFirst(message)}`,
      advice,
    }),
  );
  if (first) return failed(first, ...others);
  const { accounts, parameterPath: paths, shared, ...given } = raw as GivenOptions;
  const entries = accountEntries(accounts);
  const strayRole = entries.find(({ roleArn, accountId: id }) => roleArn !== undefined && roleArn.split(':')[4] !== id);
  if (strayRole !== undefined) {
    return failed({
      code: 'NXL-OPTION-VALUE',
      message: `In the options of nx-lambda in nx.json, \`accounts.${strayRole.pattern}\` has a role of another account than its accountId.`,
      advice: 'Name a role of that account: a role can only be assumed into its own.',
    });
  }
  const names = { ...DEFAULT_OPTIONS.targetNames, ...given.targetNames };
  const repeated = Object.values(names).find((name, index, all) => all.indexOf(name) !== index);
  if (repeated !== undefined) {
    return failed({
      code: 'NXL-OPTION-VALUE',
      message: `In the options of nx-lambda in nx.json, \`targetNames\` uses "${repeated}" twice.`,
      advice: 'Give each target a name of its own.',
    });
  }
  return success({
    ...DEFAULT_OPTIONS,
    ...given,
    targetNames: names,
    parameterPath: listOf(paths),
    shared: { stack: listOf(shared?.stack) },
    ...(accounts !== undefined && isList(accounts) ? { accounts } : {}),
    ...(entries.length === 0
      ? {}
      : { accounts: [...new Set(entries.map(({ accountId: id }) => id))], accountEntries: entries }),
  });
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

type GivenOptions = Partial<Omit<PluginOptions, 'accounts' | 'accountEntries' | 'parameterPath' | 'shared'>> & {
  readonly parameterPath?: string | readonly string[];
  readonly shared?: { readonly stack: string | readonly string[] };
  readonly accounts?: readonly string[] | Readonly<Record<string, Omit<AccountEntry, 'pattern'>>>;
};

function accountEntries(accounts: GivenOptions['accounts']): readonly AccountEntry[] {
  if (accounts === undefined || isList(accounts)) return [];
  return Object.entries(accounts).map(([pattern, entry]) => ({ pattern, ...entry }));
}

function isList(accounts: NonNullable<GivenOptions['accounts']>): accounts is readonly string[] {
  return Array.isArray(accounts);
}

/** Options come as a value without places; the same checks then speak without them. */
function plainNode(value: unknown): TemplateNode {
  const span = { source: sourceText('nx.json', ''), start: 0, end: 0 };
  const node = (inner: unknown): TemplateNode => {
    if (Array.isArray(inner)) return { kind: 'list', items: inner.map(node), ...span };
    if (typeof inner === 'object' && inner !== null) {
      const entries = Object.entries(inner).filter(([, each]) => each !== undefined);
      return {
        kind: 'map',
        entries: entries.map(([key, each]) => ({
          key: { kind: 'scalar', text: key, plain: false, ...span },
          value: node(each),
        })),
        ...span,
      };
    }
    return { kind: 'scalar', text: String(inner), plain: typeof inner !== 'string', ...span };
  };
  return node(value);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
