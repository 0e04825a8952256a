package io.penstock.db.cache;

/**
 * What a tenant has in the cache.
 *
 * @param bytes of the answers
 */
public record CacheLoad(long entries, long bytes) {}
