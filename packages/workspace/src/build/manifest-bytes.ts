/** A manifest's text in UTF-8, made once: a build writes it beside the zip and keeps it for later builds. */
import { type ArtifactManifest, manifestText } from '@nx-lambda/core';

const made = new WeakMap<ArtifactManifest, Buffer>();

export function manifestBytes(manifest: ArtifactManifest): Buffer {
  const bytes = made.get(manifest) ?? Buffer.from(manifestText(manifest));
  made.set(manifest, bytes);
  return bytes;
}
