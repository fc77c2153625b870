/** Artifacts on disk, a folder for each service. */
import { type ArtifactStorePort, type Failure, failed, type Result, type Service, success } from '@nx-lambda/core';
import { ArtifactFolder } from './artifact-folder.ts';

/** To be made anew for every build: it remembers what it wrote. */
export function artifactStore(outputFolder: (service: Service) => string): ArtifactStorePort {
  const folders = new Map<string, ArtifactFolder>();
  const folderOf = (service: Service): ArtifactFolder => {
    const path = outputFolder(service);
    const folder = folders.get(path) ?? new ArtifactFolder(path);
    folders.set(path, folder);
    return folder;
  };
  return {
    write: async (service, artifact) => told(service, () => folderOf(service).write(artifact)),
    prune: async (service, keep) => told(service, () => folderOf(service).prune(keep)),
  };
}

function told(service: Service, work: () => void): Result<void> {
  try {
    return success(work());
  } catch (error) {
    return failed(storeFailure(service, error));
  }
}

function storeFailure(service: Service, error: unknown): Failure {
  const code = (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.name : 'unknown error');
  return {
    code: 'NXL-BUILD-STORE',
    message: `The artifacts of ${service.name} can't be written (${code}).`,
    advice: 'Check the rights and the free space of the output folder.',
  };
}
