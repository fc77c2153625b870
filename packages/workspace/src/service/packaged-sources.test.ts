import { describe, expect, it } from 'vitest';
import { type Files, oneFunction, serviceOf, told } from './workspace-fixture.ts';

const one = (runtime: string, files: Files, codeUri = 'code') =>
  serviceOf(oneFunction(`Runtime: ${runtime}\nHandler: app.handler\nCodeUri: ${codeUri}`, files));

describe('a function of another runtime', () => {
  it.each([
    ['python3.12', { 'svc/code/app.py': '' }],
    ['python3.12', { 'svc/code/app.py': '', 'svc/code/requirements.txt': '# none yet\n\n' }],
    ['python3.12', { 'svc/code/requirements.txt': 'requests\n', 'svc/code/requests-2.0.dist-info/METADATA': '' }],
    ['ruby3.3', { 'svc/code/app.rb': '' }],
    ['java21', { 'svc/code/com/shop/App.class': '' }],
    ['dotnet8', { 'svc/code/App.dll': '' }],
    ['provided.al2023', { 'svc/code/bootstrap': '' }],
  ])('%s is packaged as its folder when that is complete', async (runtime, files: Files) => {
    const service = await one(runtime, files);
    expect(service.functions[0]?.source).toEqual({ kind: 'directory', path: 'svc/code', assets: [] });
    expect(told(service)).toEqual([]);
  });

  it.each([
    ['python3.12', { 'svc/code/requirements.txt': 'requests\n' }, 'requirements.txt'],
    ['python3.12', { 'svc/code/pyproject.toml': '' }, 'pyproject.toml'],
    ['ruby3.3', { 'svc/code/Gemfile': '' }, 'Gemfile'],
    ['java21', { 'svc/code/pom.xml': '' }, 'pom.xml'],
    ['dotnet8', { 'svc/code/App.csproj': '' }, 'App.csproj'],
    ['provided.al2023', { 'svc/code/main.go': '' }, 'main.go'],
    ['provided.al2023', { 'svc/code/Cargo.toml': '' }, 'Cargo.toml'],
    ['provided.al2023', { 'svc/code/readme.md': '' }, 'bootstrap'],
  ])('%s is refused with the reason when its folder is not: %j', async (runtime, files: Files, named) => {
    const service = await one(runtime, files);
    expect(service.functions).toEqual([]);
    expect(service.undeployable[0]?.reason).toMatchObject({ code: 'NXL-TEMPLATE-UNBUILT-CODE', place: { line: 7 } });
    expect(service.undeployable[0]?.reason.message).toContain(named);
  });

  it('is packaged as the folder that a target makes, named in lambda.config.json', async () => {
    const config = '{"functions": {"Fn": {"directory": "../dist/svc"}}}';
    const service = await one('python3.12', {
      'svc/code/requirements.txt': 'requests\n',
      'svc/lambda.config.json': config,
    });
    expect(service.functions[0]?.source).toMatchObject({ kind: 'directory', path: 'dist/svc' });
  });

  it('is still refused when lambda.config.json names the bare sources', async () => {
    const config = '{"functions": {"Fn": {"directory": "code"}}}';
    const service = await one('python3.12', {
      'svc/code/requirements.txt': 'requests\n',
      'svc/lambda.config.json': config,
    });
    expect(told(service)).toEqual(['NXL-TEMPLATE-UNBUILT-CODE@1:36']);
  });

  it('with a folder that is not there yet is a function, with a notice', async () => {
    const service = await one('java21', {}, 'target/classes');
    expect(service.functions[0]?.source).toMatchObject({ kind: 'directory', path: 'svc/target/classes' });
    expect(service.notices.map(({ code }) => code)).toEqual(['NXL-TEMPLATE-CODE-FOLDER']);
  });
});
