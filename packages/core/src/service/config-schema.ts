/** The one description of lambda.config.json: checked against when it is read, and shipped for editors. */
import { type Schema, shippedSchema } from './json-schema.ts';

const text = (description: string): Schema => ({ description, type: 'string', minLength: 1 });
const flag = (description: string): Schema => ({ description, type: 'boolean' });
const list = (description: string, items: Schema = { type: 'string', minLength: 1 }): Schema => ({
  description,
  type: 'array',
  items,
});
const texts = (description: string): Schema => ({
  description,
  type: 'object',
  additionalProperties: { type: 'string' },
});
const choice = (description: string, values: readonly string[]): Schema => ({
  description,
  type: 'string',
  enum: values,
});

const ASSET: Schema = {
  anyOf: [
    { type: 'string', minLength: 1, description: 'A glob relative to the service folder.' },
    {
      type: 'object',
      required: ['glob'],
      additionalProperties: false,
      properties: {
        glob: text('Which files, relative to `from`.'),
        from: text('Folder that the glob starts from, relative to the service folder; default: the service folder.'),
        to: { description: 'Folder inside the zip; default: the root of the zip.', type: 'string' },
      },
    },
  ],
};

const BUNDLE: Readonly<Record<string, Schema>> = {
  format: choice('Module format of the bundle; default: as the package.json nearest to the entry point says.', [
    'cjs',
    'esm',
  ]),
  target: list("esbuild targets; default: the runtime's Node version, e.g. `node22`."),
  minify: flag('Shorten names too, which makes edits of code that is not in the bundle deploy. Default: false.'),
  keepNames: flag('Keep the names of functions and classes when minifying. Default: false.'),
  sourcemap: flag('Put the source map into the zip. Default: false: it is kept beside the artifact.'),
  sourcesContent: flag('Put the sources into the source map. Default: true.'),
  treeShaking: flag('Default: true.'),
  external: list('Packages that are not bundled, as esbuild takes them; they are shipped as files.'),
  provided: list('Packages that the runtime or a layer carries: neither bundled nor shipped.'),
  packages: choice('`external` leaves all packages out of the bundle and ships what is needed as files.', [
    'bundle',
    'external',
  ]),
  mainFields: list('Fields of package.json that name its main file, in order.'),
  conditions: list('Further conditions of package.json `exports`.'),
  resolveExtensions: list('Extensions tried for imports without one, in order.'),
  loader: texts('esbuild loaders by extension, e.g. `{".graphql": "text"}`.'),
  define: texts('Global names and the expressions that replace them.'),
  alias: texts('Packages and what is bundled in their place.'),
  inject: list('Files whose exports are made global, relative to the service folder.'),
  pure: list('Names of functions whose unused calls may be dropped.'),
  drop: list('What is dropped from the code.', { type: 'string', enum: ['console', 'debugger'] }),
  banner: text('Text before the bundle.'),
  footer: text('Text after the bundle.'),
  charset: choice('Default: ascii, as esbuild has it.', ['ascii', 'utf8']),
  legalComments: choice('What becomes of licence comments.', ['none', 'inline', 'eof', 'linked', 'external']),
  outExtension: choice('Extension of the bundle in the zip; default: `.js` for cjs, `.mjs` for esm.', [
    '.js',
    '.mjs',
    '.cjs',
  ]),
  tsconfig: text('tsconfig for all files, relative to the service folder; default: the one nearest to each file.'),
  plugins: list('Modules that export an esbuild plugin or a list of them, relative to the service folder.'),
  assets: list('Files copied into the zip beside the code.', ASSET),
  inputs: list('Further files or globs that can change the bytes, relative to the service folder.'),
};

const RUNTIME: Readonly<Record<string, Schema>> = {
  runtime: {
    ...text('As Lambda names it, e.g. `nodejs22.x`.'),
    pattern: '^(nodejs|python|java|ruby|dotnet|go|provided)[a-z0-9.]*$',
    wanted: 'a Lambda runtime such as "nodejs22.x"',
  },
  architecture: choice('Default: x86_64.', ['x86_64', 'arm64']),
};

const FUNCTION: Schema = {
  description: 'Adds to or overrides what the template says about the function; or declares it where there is none.',
  type: 'object',
  additionalProperties: false,
  properties: {
    entryPoint: text('Source file that the bundle starts from, relative to the service folder.'),
    handler: text("As Lambda takes it, e.g. `app.handler`; default: the entry point's name and `handler`."),
    ...RUNTIME,
    name: {
      description: 'How the deployed function is found: its name, its stack and logical id, or its tags.',
      anyOf: [
        text(
          'Physical name; placeholders {environment} and {service}. With `*` for any part of it, the one function of the environment whose name matches.',
        ),
        {
          type: 'object',
          required: ['tags'],
          additionalProperties: false,
          properties: {
            tags: texts(
              'Tags that one function of the environment alone has; their values may hold {environment} and {service}.',
            ),
            pattern: text(
              'What its name matches, with `*` for any part; placeholders {environment} and {service}. Without it every function of the account is looked at.',
            ),
          },
        },
        {
          type: 'object',
          required: ['logicalId'],
          additionalProperties: false,
          properties: {
            stackName: text('Placeholders {environment} and {service}; default: the stack of the service.'),
            logicalId: text('The logical id in that stack.'),
          },
        },
      ],
    },
    publishAlias: text(
      'Alias through which the function is invoked: a version of new code is published and the alias moved to it. Placeholders {environment} and {service}; default: what the template says.',
    ),
    directory: text('Folder that is packaged as it is, everything included, relative to the service folder.'),
    archive: text('Zip or jar that is uploaded as it is, relative to the service folder.'),
    ...BUNDLE,
  },
};

export const CONFIG_SCHEMA: Schema = {
  description: 'The Lambda functions of this folder: adds to or overrides its template, or stands in for one.',
  type: 'object',
  additionalProperties: false,
  properties: {
    $schema: { type: 'string' },
    name: text("The service's name; default: the project's."),
    baseDir: text('Folder that the paths of the template start from, relative to this one (`sam build --base-dir`).'),
    stackName: text('Name of the stack; placeholders {environment} and {service}.'),
    dependsOn: list('Names of the services whose stacks are provisioned before this one and removed after it.'),
    shared: {
      description: 'Stacks that this service uses instead of making their resources itself.',
      type: 'object',
      required: ['stack'],
      additionalProperties: false,
      properties: {
        stack: {
          anyOf: [
            text(
              'Stack whose outputs are values of parameters of the same names; placeholders {environment}, {service}.',
            ),
            list('Several such stacks, the first one first.'),
          ],
        },
      },
    },
    defaults: {
      description: 'For every function of the service.',
      type: 'object',
      additionalProperties: false,
      properties: { ...RUNTIME, ...BUNDLE },
    },
    functions: {
      description: 'Functions by the logical id that the template uses, or by any name where there is no template.',
      type: 'object',
      additionalProperties: FUNCTION,
    },
  },
};

/** The file that is shipped as `schemas/lambda.config.schema.json`. */
export function configSchemaFile(): string {
  const head = { $schema: 'http://json-schema.org/draft-07/schema#', title: 'lambda.config.json of nx-lambda' };
  return `${JSON.stringify({ ...head, ...(shippedSchema(CONFIG_SCHEMA) as object) }, null, 2)}\n`;
}
