/** How Lambda's Node.js runtime takes a handler apart: the first dot after the last slash ends the module's path. */
export interface NodeHandler {
  /** Path inside the zip without extension, e.g. `src/app`. */
  readonly module: string;
  /** `handler`, or nested `api.handler`. */
  readonly exportName: string;
}

/** Undefined where Lambda itself would refuse the handler (no dot, nothing before or after it, or `..` in it). */
export function parseNodeHandler(handler: string): NodeHandler | undefined {
  if (handler.includes('..')) return undefined;
  const slash = handler.lastIndexOf('/');
  const name = handler.slice(slash + 1);
  const dot = name.indexOf('.');
  if (dot <= 0 || dot === name.length - 1) return undefined;
  const folder = handler.slice(0, slash + 1).replace(/^(\.\/)+/, '');
  return { module: folder + name.slice(0, dot), exportName: name.slice(dot + 1) };
}

/** `22` for `nodejs22.x`; undefined for another runtime. */
export function nodeMajor(runtime: string): number | undefined {
  const major = /^nodejs(\d+)(?:\.|$)/.exec(runtime)?.[1];
  return major === undefined ? undefined : Number(major);
}
