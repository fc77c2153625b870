/**
 * Reads where the aliases of a function lead to. GetFunction tells the version and its code and has a rate limit of its
 * own; GetAlias, which shares its limit with the writes, is asked only where an alias is to be moved or may have weights.
 */
import {
  type AliasFacts,
  type AliasState,
  aliasNameOpen,
  type DeployPorts,
  evaluateExpression,
  type FunctionAlias,
  type NameFacts,
  needsAliasItself,
} from '@nx-lambda/core';

export interface AliasQuestion {
  readonly physicalName: string;
  readonly aliases: readonly FunctionAlias[];
  readonly names: NameFacts;
  /** What the aliases are to lead to; absent: only where they lead to is asked. */
  readonly codeSha256?: string;
}

export type AliasPorts = {
  readonly lambda: Pick<DeployPorts['lambda'], 'getFunction' | 'getAlias'>;
};

export function readAliases(
  { physicalName, aliases, names, codeSha256 }: AliasQuestion,
  ports: AliasPorts,
  signal?: AbortSignal,
): Promise<readonly AliasFacts[]> {
  return Promise.all(
    aliases.map(async ({ name: expression, condition, gradual }): Promise<AliasFacts> => {
      const evaluated = evaluateExpression(expression, names);
      const known = { gradual, ...(condition !== undefined && { condition }) };
      if (evaluated.kind === 'open') {
        const failure = aliasNameOpen(physicalName, evaluated.parameters);
        return { ...known, name: '', assumed: [], state: { kind: 'unreadable', failure } };
      }
      const { name, assumed } = evaluated;
      return {
        ...known,
        name,
        assumed,
        state: await readAlias(physicalName, name, gradual, codeSha256, ports, signal),
      };
    }),
  );
}

async function readAlias(
  physicalName: string,
  name: string,
  gradual: boolean,
  codeSha256: string | undefined,
  { lambda }: AliasPorts,
  signal: AbortSignal | undefined,
): Promise<AliasState> {
  const found = await lambda.getFunction(`${physicalName}:${name}`, signal);
  if (!found.ok) return { kind: 'unreadable', failure: found.failures[0] };
  const version = found.value?.version;
  if (found.value === undefined || version === undefined) return { kind: 'missing' };
  const seen = { version, codeSha256: found.value.codeSha256 };
  if (codeSha256 === undefined || !needsAliasItself({ gradual }, seen, codeSha256)) return { kind: 'found', ...seen };
  const alias = await lambda.getAlias(physicalName, name, signal);
  if (!alias.ok) return { kind: 'unreadable', failure: alias.failures[0] };
  if (alias.value === undefined) return { kind: 'missing' };
  // It was moved between the two questions: what it leads to now is asked for.
  if (alias.value.version !== version) {
    const now = await lambda.getFunction(`${physicalName}:${alias.value.version}`, signal);
    if (!now.ok) return { kind: 'unreadable', failure: now.failures[0] };
    if (now.value === undefined) return { kind: 'missing' };
    return { kind: 'found', version: alias.value.version, codeSha256: now.value.codeSha256, alias: alias.value };
  }
  return { kind: 'found', ...seen, alias: alias.value };
}
