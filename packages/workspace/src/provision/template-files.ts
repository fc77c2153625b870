/** Templates and the files that they name, as a stack's provisioning reads them. */
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { failed, failureAt, success, type TemplateFilesPort } from '@nx-lambda/core';
import { directoryFiles } from '../build/directory-source.ts';
import { writeZip } from '../build/zip.ts';
import { createWorkspaceFiles, parseDocument } from '../service/workspace-files.ts';

/** `workspaceRoot` is absolute. Each template is read once. */
export function templateFiles(workspaceRoot: string): TemplateFilesPort {
  const files = createWorkspaceFiles(workspaceRoot);
  return {
    document: files.document,
    parse: parseDocument,
    async content(path, node) {
      const absolute = join(workspaceRoot, path);
      const found = await stat(absolute).catch(() => undefined);
      if (found === undefined) {
        return failed(
          failureAt(
            node,
            'NXL-PROVISION-FILE',
            `There is no file or folder ${path}.`,
            'Correct the path, which starts from the folder of this template.',
          ),
        );
      }
      if (!found.isDirectory()) return success({ bytes: await readFile(absolute), extension: extname(path) });
      const listed = await directoryFiles(workspaceRoot, path, path);
      if (!listed.ok) return listed;
      const entries = listed.value.map(({ path: name, bytes }) => ({ path: name, bytes, executable: false }));
      return success({ bytes: writeZip(entries), extension: '.zip' });
    },
  };
}
