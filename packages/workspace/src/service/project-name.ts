/** The name of a service, found as Nx finds a project's. */
import { posix } from 'node:path';
import { type NameProposal, placeOf, type ServiceFiles, type TemplateNode, valueOf } from '@nx-lambda/core';

export function proposeName(
  root: string,
  configured: { readonly value: string; readonly node: TemplateNode } | undefined,
  files: ServiceFiles,
): NameProposal {
  const project = posix.join(root, 'project.json');
  const manifest = posix.join(root, 'package.json');
  const found =
    nameIn(project, files) ??
    (configured ? { name: configured.value, node: configured.node } : undefined) ??
    nameIn(manifest, files);
  if (found === undefined) return { root, name: root === '.' ? 'workspace' : posix.basename(root) };
  const place = placeOf(found.node);
  return { root, name: found.name, origin: { file: place.file, place } };
}

/** `nx.name` of a package.json wins over `name`, as in Nx. */
function nameIn(path: string, files: ServiceFiles): { readonly name: string; readonly node: TemplateNode } | undefined {
  if (files.kind(path) !== 'file') return undefined;
  const root = files.document(path)?.root;
  for (const node of [valueOf(valueOf(root, 'nx'), 'name'), valueOf(root, 'name')]) {
    if (node?.kind === 'scalar' && node.text !== '') return { name: node.text, node };
  }
  return undefined;
}
