export { type Line, priceOf } from './price.ts';
