export { createSourceMapStore } from './source-maps/source-map-store.ts';
export { type BuildPortsOptions, createBuildPorts } from './build/build-ports.ts';
export { type LoadedArtifact, type LoadedFunction, loadArtifacts } from './build/load-artifacts.ts';
export { BUNDLING_FIELDS } from './modules/package-json.ts';
export { type ModuleScan, type ScanRequest, scanModules } from './modules/scan-modules.ts';
export { type ReadServicesRequest, readServices } from './service/read-services.ts';
