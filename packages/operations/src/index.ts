export * from './invoke.ts';
