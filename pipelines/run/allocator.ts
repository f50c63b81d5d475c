/**
 * For the environment of a process before it loads DuckDB: its allocator (jemalloc, whose documentation names the
 * option) keeps memory that was freed for three seconds, so that the next statement need not ask the
 * system for it, page by page. Longer would take more memory: a load from Postgres has less than 1 GB with this.
 */
export const allocatorSettings = { DUCKDB_JE_MALLOC_CONF: 'dirty_decay_ms:3000' } as const;
