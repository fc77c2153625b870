// The least that a plugin can be: a project for each template, without looking into any file. With a list of inputs
// beside it, made by hand as it were, it selects as exactly as one that scans. With names of targets beside it, each
// project has those: what a target costs Nx is no price of reading sources.
const { existsSync, readFileSync } = require('node:fs');
const { dirname, join, basename } = require('node:path');

const list = join(__dirname, 'inputs.json');
const names = join(__dirname, 'targets.json');
const idle = existsSync(join(__dirname, 'idle'));

exports.name = 'trivial-lambda';

exports.createNodes = [
  '**/template.yaml',
  (files) => {
    const listed = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : {};
    const others = existsSync(names) ? JSON.parse(readFileSync(names, 'utf8')).filter((name) => name !== 'build') : [];
    return files.map((file) => {
      const root = dirname(file);
      const inputs = listed[root]?.map((path) => ({ fileset: `{workspaceRoot}/${path}` })) ?? ['default'];
      const build = {
        executor: idle ? 'trivial-lambda:no-build' : 'trivial-lambda:build',
        cache: true,
        inputs: [...inputs, { externalDependencies: [] }],
        outputs: ['{workspaceRoot}/dist/lambda/{projectName}'],
      };
      const { inputs: all } = build;
      const deploy = { executor: 'trivial-lambda:no-deploy', inputs: all, dependsOn: ['build'] };
      const status = { executor: 'trivial-lambda:no-status', inputs: all };
      const targets = idle ? { build, 'deploy-feature': deploy, 'status-feature': status } : { build };
      for (const target of others) targets[target] = { executor: 'trivial-lambda:no-deploy' };
      return [file, { projects: { [root]: { name: basename(root), root, targets } } }];
    });
  },
];
