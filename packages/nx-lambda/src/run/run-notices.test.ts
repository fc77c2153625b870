import { describe, expect, it } from 'vitest';
import { tellingProject } from './run-notices.ts';

const task = (id: string) => {
  const [project = '', target = ''] = id.split(':');
  return { id, target: { project, target } };
};

describe('what concerns the whole run is told', () => {
  it.each([
    ['by one of the builds', ['orders:build', 'catalog:build', 'client:bundle'], 'catalog:build'],
    ['by one of the deployments', ['catalog:build', 'orders:deploy-feature', 'orders:build'], 'orders:deploy-feature'],
    ['by nobody in a run of other targets', ['client:bundle'], undefined],
  ])('%s', (_, ids, telling) => {
    const found = tellingProject(ids.map(task), ['deploy-feature', 'build']);
    expect(found && `${found.project}:${found.target}`).toBe(telling);
  });
});
