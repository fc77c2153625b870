export { type BuildPortsOptions, createBuildPorts } from './build/build-ports.ts';
export { type LoadedArtifact, type LoadedFunction, loadArtifacts } from './build/load-artifacts.ts';
export { type LockedPackages, readLockedPackages } from './lockfile/locked-packages.ts';
export { BUNDLING_FIELDS } from './modules/package-json.ts';
export { type ModuleScan, type ScanRequest, scanModules } from './modules/scan-modules.ts';
export { deploymentRecords, physicalNames } from './records/deployment-records.ts';
export { type ReadServicesRequest, readServices } from './service/read-services.ts';
export { createSourceMapStore } from './source-maps/source-map-store.ts';
export { currentBranch } from './whereabouts/git-head.ts';
