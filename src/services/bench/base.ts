/** What launches are compared with beside bare Koa. */
export { type DurableInsert, openDurableInsert } from '../../storage/bench/durableInsert.ts';
