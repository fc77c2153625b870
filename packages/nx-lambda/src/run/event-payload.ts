/** What is sent: an event file, the text of `--payload`, standard input, or `{}`. */
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  choosePayload,
  defaultPayload,
  failed,
  noSuchEvent,
  type Payload,
  type Result,
  type Service,
  success,
} from '@nx-lambda/core';

export interface EventPayload {
  readonly payload: Payload;
  /** Name of the event file without `.json`. */
  readonly event?: string;
}

/** Reads standard input to its end. */
export type ReadInput = () => Promise<Uint8Array>;

/** An event's path starts from the workspace root, else from the service's folder. */
export async function readEventPayload(
  service: Service,
  given: { readonly event?: string; readonly payload?: string },
  workspaceRoot: string,
  readInput: ReadInput,
): Promise<Result<EventPayload>> {
  const source = choosePayload(service, given);
  if (!source.ok) return source;
  const { value } = source;
  if (value.kind === 'default') return success({ payload: defaultPayload() });
  if (value.kind === 'stdin') return success({ payload: { bytes: await readInput(), origin: { kind: 'stdin' } } });
  if (value.kind === 'text') {
    return success({ payload: { bytes: new TextEncoder().encode(value.text), origin: { kind: 'option' } } });
  }
  for (const file of [resolve(workspaceRoot, value.path), resolve(join(workspaceRoot, service.root), value.path)]) {
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() !== true) continue;
    const path = value.path.replaceAll('\\', '/');
    const event = path.replace(/^.*\//, '').replace(/\.json$/i, '');
    return success({ payload: { bytes: await readFile(file), origin: { kind: 'file', path } }, event });
  }
  return failed(noSuchEvent(service, value.path));
}

export async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}
