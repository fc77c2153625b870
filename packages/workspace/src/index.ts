export { type BuildPortsOptions, createBuildPorts, pathMatcher } from './build/build-ports.ts';
export { type LoadedArtifact, type LoadedFunction, loadArtifacts } from './build/load-artifacts.ts';
export { type IgnoredPaths, ignoredPaths } from './ignored/ignored-paths.ts';
export { type KeptCodeOptions, keptCode, keptMapsFolder } from './kept/kept-code.ts';
export { isProcessAlive, type RunJournalOptions, runJournal } from './kept/run-journal.ts';
export { layerFolders } from './local/layer-folders.ts';
export { type LocalCodeOptions, localCode } from './local/local-code.ts';
export { watchChanges } from './local/watch-changes.ts';
export { type LockedPackages, type LockfileSettings, readLockedPackages } from './lockfile/locked-packages.ts';
export { BUNDLING_FIELDS } from './modules/package-json.ts';
export {
  type ModuleScan,
  type ModuleScanner,
  moduleScanner,
  type ScanRequest,
  scanModules,
} from './modules/scan-modules.ts';
export type { SourceProof } from './modules/source-proof.ts';
export { workspacePackages } from './npm-workspaces/workspace-packages.ts';
export { environmentFiles } from './provision/environment-files.ts';
export { type StackLinks, stackLinks } from './provision/stack-links.ts';
export { templateFiles } from './provision/template-files.ts';
export { deploymentRecords, physicalNames } from './records/deployment-records.ts';
export { type ReadServicesRequest, readServices } from './service/read-services.ts';
export { createWorkspaceFiles, type WorkspaceFiles } from './service/workspace-files.ts';
export { createSourceMapStore } from './source-maps/source-map-store.ts';
export { type PathWatcher, type PathWatcherOptions, pathWatcher } from './watch/path-watcher.ts';
export { claimWatch, type WatchClaim, type WatchLock } from './watch/watch-lock.ts';
export { currentBranch, currentCommit } from './whereabouts/git-head.ts';
