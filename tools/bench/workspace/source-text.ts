/** How generated sources are written: one statement a line, so that an edit can be made of lines. */

export interface ModuleText {
  /** Makes the module's names unlike all others. */
  readonly id: string;
  readonly imports: readonly ModuleImport[];
  readonly value: number;
}

export type ModuleImport =
  /** A value of the module `id`, called when this one's function is. */
  | { readonly kind: 'value'; readonly id: string; readonly from: string }
  | { readonly kind: 'type'; readonly id: string; readonly from: string }
  /** Loaded when this one's function is called. */
  | { readonly kind: 'dynamic'; readonly id: string; readonly from: string }
  | { readonly kind: 'json'; readonly id: string; readonly from: string }
  | { readonly kind: 'package'; readonly id: string; readonly from: string };

export function moduleSource({ id, imports, value }: ModuleText): string {
  return [
    ...imports.flatMap(importLine),
    '',
    `// What ${id} is worth.`,
    `export const value_${id} = ${value};`,
    `export interface Type_${id} {`,
    '  readonly worth: number;',
    '}',
    `export function run_${id}(depth = 0): string {`,
    `  if (depth > 3) return '${id}';`,
    `  return [value_${id}${imports.map(use).join('')}].join();`,
    '}',
    '',
  ].join('\n');
}

/** A Lambda handler that uses all that it imports. */
export function handlerSource(text: ModuleText): string {
  return `${moduleSource(text)}export const handler = async (event: unknown) => ({ event, text: run_${text.id}() });\n`;
}

/** Hands on everything of the modules. */
export function barrelSource(specifiers: readonly string[]): string {
  return specifiers.map((specifier) => `export * from '${specifier}';\n`).join('');
}

function importLine({ kind, id, from }: ModuleImport): readonly string[] {
  switch (kind) {
    case 'value':
      return [`import { run_${id} } from '${from}';`];
    case 'type':
      return [`import type { Type_${id} } from '${from}';`];
    case 'dynamic':
      return [];
    case 'json':
      return [`import data_${id} from '${from}';`];
    case 'package':
      return [`import { run as package_${id} } from '${from}';`];
  }
}

function use({ kind, id, from }: ModuleImport): string {
  switch (kind) {
    case 'value':
      return `, run_${id}(depth + 1)`;
    case 'type':
      return `, ({ worth: 1 } satisfies Type_${id}).worth`;
    case 'dynamic':
      return `, void import('${from}').then((loaded) => loaded.run_${id}())`;
    case 'json':
      return `, data_${id}.size`;
    case 'package':
      return `, package_${id}()`;
  }
}
