/** A template's parameters and conditions, as far as they can be told before it is deployed. */
import type { Parameter, Scope } from '../service/intrinsics.ts';
import { EMPTY_SCOPE, entriesOf } from '../service/intrinsics.ts';
import { repeatEntries } from '../service/language-extensions.ts';
import { scalarAt, type TemplateNode, valueOf } from '../service/template-node.ts';

/** `values` go before the parameters' own defaults; `include` reads the fragment of an AWS::Include. */
export function templateScope(
  root: TemplateNode,
  values: Readonly<Record<string, string>> = {},
  include: Scope['include'] = () => undefined,
): Scope {
  const parameters = new Map<string, Parameter>();
  for (const { key, value } of entriesOf(valueOf(root, 'Parameters'), EMPTY_SCOPE)) {
    const given = Object.hasOwn(values, key.text) ? values[key.text] : undefined;
    const byDefault = valueOf(value, 'Default');
    const assumed = given === undefined ? byDefault : scalarAt(key, given);
    const shown = assumed?.kind === 'scalar' ? { assumed: assumed.text } : {};
    parameters.set(key.text, { expression: [{ ref: key.text, ...shown }], ...(assumed ? { assumed } : {}) });
  }
  return {
    parameters,
    conditions: valueOf(root, 'Conditions'),
    mappings: valueOf(root, 'Mappings'),
    ownsStackName: true,
    include,
    repeat: (loop, scope) => repeatEntries(loop, scope, { unknown: () => {}, tooLarge: () => {} }),
  };
}
