/** Edits of templates and of lambda.config.json files. */

import type { WorkspaceState } from './edit.ts';
import type { EditMaker } from './edit-maker.ts';

export const SETTINGS_EDITS: Readonly<Record<string, EditMaker>> = {
  'template timeout': template((text, number) => text.replace(/Timeout: \d+/, `Timeout: ${1 + (number % 800)}`)),
  'template description': template((text, number) => text.replace(/Description: .*/, `Description: Note ${number}`)),
  'template runtime': template((text) =>
    text.includes('nodejs22.x') ? text.replace('nodejs22.x', 'nodejs20.x') : text.replace('nodejs20.x', 'nodejs22.x'),
  ),
  'template variable': template((text, number) =>
    text.replace(/( {6}Timeout: \d+\n)/, `$1      Environment:\n        Variables:\n          NOTE_${number}: "1"\n`),
  ),
  'template handler': template((text) => text.replace('Handler: src/h1.handler', 'Handler: src/h0.handler')),
  'template function': template((text, number) =>
    text
      .trimEnd()
      .concat(
        `\n  Added${number}:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: ./\n`,
        '      Handler: src/h0.handler\n      Runtime: nodejs22.x\n',
      ),
  ),
  'template function gone': template((text) => text.replace(/\n {2}Added\d+:\n(?: {4}.*\n)+/, '\n')),

  'lambda.config.json'(state, { random, number }) {
    const folder = random.pick(templates(state)).replace(/\/template\.yaml$/, '');
    const path = `${folder}/lambda.config.json`;
    if (state.files.has(path) && random.chance(0.2)) return { files: { [path]: null } };
    const config: { defaults?: object } = JSON.parse(state.files.get(path) ?? '{}');
    const change = random.pick([
      { minify: random.chance(0.5) },
      { define: { 'process.env.NOTE': JSON.stringify(`${number}`) } },
      { keepNames: random.chance(0.5) },
      { sourcesContent: random.chance(0.5) },
      { target: [random.pick(['node18', 'node20', 'node22'])] },
      { banner: `// ${number}` },
    ]);
    const next = { ...config, defaults: { ...config.defaults, ...change } };
    return { files: { [path]: `${JSON.stringify(next, undefined, 2)}\n` } };
  },

  'lambda.config.json of one function'(state, { random, number }) {
    const folder = random.pick(templates(state)).replace(/\/template\.yaml$/, '');
    const path = `${folder}/lambda.config.json`;
    const config: object = JSON.parse(state.files.get(path) ?? '{}');
    const next = { ...config, functions: { Fn0: { footer: `// ${number}` } } };
    return { files: { [path]: `${JSON.stringify(next, undefined, 2)}\n` } };
  },
};

function templates(state: WorkspaceState): readonly string[] {
  return [...state.files.keys()].filter((path) => path.endsWith('/template.yaml'));
}

function template(rewrite: (text: string, number: number) => string): EditMaker {
  return (state, { random, number }) => {
    const path = random.pick(templates(state));
    const text = state.files.get(path) ?? '';
    const next = rewrite(text, number);
    return next === text ? undefined : { files: { [path]: next } };
  };
}
