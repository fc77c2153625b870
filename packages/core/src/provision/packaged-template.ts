/** The template's own record of what it describes, written into its Metadata when it is sent. */
import { type MapNode, type TemplateNode, valueOf } from '../service/template-node.ts';
import { insertion, type TextEdit } from './edit-template.ts';
import { type InfrastructureDigest, METADATA_KEY } from './infrastructure.ts';

/** What CloudFormation takes in a request; larger templates lie in a bucket (documented quota "Template body size"). */
export const TEMPLATE_TEXT_LIMIT = 51_200;

export function metadataEdit(root: TemplateNode, infrastructure: InfrastructureDigest): TextEdit | undefined {
  if (root.kind !== 'map') return undefined;
  const own = JSON.stringify({ infrastructure });
  const metadata = valueOf(root, 'Metadata');
  if (metadata?.kind !== 'map')
    return insertion(root, 'Metadata', JSON.stringify({ [METADATA_KEY]: { infrastructure } }));
  const present = valueOf(metadata, METADATA_KEY);
  return present
    ? { start: present.start, end: present.end, text: own }
    : insertion(metadata satisfies MapNode, METADATA_KEY, own);
}
