export { createSourceMapStore } from './source-maps/source-map-store.ts';
