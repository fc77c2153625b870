/** esbuild's messages as failures: its words, the place in the file, and what to do. */
import type { Failure } from '@nx-lambda/core';
import type { Message } from 'esbuild';

export function esbuildFailure(message: Message): Failure {
  const notes = message.notes.map((note) => {
    return note.location ? `${note.text} (${note.location.file}:${note.location.line})` : note.text;
  });
  const text = message.pluginName ? `${message.text} (esbuild plugin ${message.pluginName})` : message.text;
  return {
    code: failureCode(message),
    message: text.endsWith('.') ? text : `${text}.`,
    advice: advice(message),
    ...(notes.length > 0 ? { notes } : {}),
    ...place(message),
  };
}

/** The file that a message is about, workspace-relative; absent for plugins' and general messages. */
export function messageFile(message: Message): string | undefined {
  const { location } = message;
  return location && (location.namespace === '' || location.namespace === 'file') ? location.file : undefined;
}

/** What an import names that esbuild could not resolve; undefined for other messages. */
export function unresolvedSpecifier(message: Message): string | undefined {
  return /^Could not resolve "(.+)"$/.exec(message.text)?.[1];
}

function failureCode(message: Message): Failure['code'] {
  if (message.pluginName) return 'NXL-BUILD-PLUGIN';
  if (unresolvedSpecifier(message) !== undefined) return 'NXL-BUILD-UNRESOLVED';
  return 'NXL-BUILD-BUNDLE';
}

function advice(message: Message): string {
  if (message.pluginName) return 'Correct the file, or the plugin that lambda.config.json names.';
  if (unresolvedSpecifier(message) !== undefined) {
    return 'Install the package or correct the path; list it under "external" if a layer carries it at run time.';
  }
  if (message.text.startsWith('No loader is configured')) return 'Name a loader for this extension under "loader".';
  return 'Correct the file and build again.';
}

/** esbuild counts columns from 0 in bytes of UTF-8, failures from 1 in UTF-16 units. */
function place({ location }: Message): Pick<Failure, 'place'> {
  if (!location) return {};
  const line = Buffer.from(location.lineText, 'utf8');
  const before = line.subarray(0, location.column).toString('utf8').length;
  const length = line.subarray(location.column, location.column + location.length).toString('utf8').length;
  return {
    place: {
      file: location.file.replaceAll('\\', '/'),
      line: location.line,
      column: before + 1,
      length: Math.max(1, length),
      lineText: location.lineText,
    },
  };
}
