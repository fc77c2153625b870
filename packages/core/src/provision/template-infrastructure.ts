/** The digest of a template with all that it takes in: nested templates and fragments of this workspace. */
import type { ParsedDocument, TemplateNode } from '../service/template-node.ts';
import { type InfrastructureDigest, infrastructureDigest } from './infrastructure.ts';
import { localContent } from './local-content.ts';
import { fragmentPath } from './local-includes.ts';
import { templateScope } from './template-scope.ts';

const MOST_NESTED = 8;

/** Parameters have no part in it. Undefined: the template can't be read. Paths are workspace-relative. */
export function templateInfrastructure(
  path: string,
  document: (path: string) => ParsedDocument | undefined,
  depth = 0,
): InfrastructureDigest | undefined {
  const root = document(path)?.root;
  if (root === undefined) return undefined;
  const include = fragmentReader(path, document);
  const scope = templateScope(root, {}, include);
  const children: Record<string, string> = {};
  for (const { content, path: child, logicalId } of localContent(root, path, scope, () => false).references) {
    if (content !== 'template' || child === undefined || depth >= MOST_NESTED) continue;
    children[logicalId] = JSON.stringify(templateInfrastructure(child, document, depth + 1));
  }
  return infrastructureDigest(root, children, scope);
}

/** For a scope: the content of a local fragment. */
export function fragmentReader(file: string, document: (path: string) => ParsedDocument | undefined) {
  return (location: TemplateNode): TemplateNode | undefined => {
    const path = location.kind === 'scalar' ? fragmentPath(location.text, file) : undefined;
    return path === undefined ? undefined : document(path)?.root;
  };
}
