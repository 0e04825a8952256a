package io.penstock.db.analysis;

/**
 * A file of a source that is about to be looked at.
 *
 * @param nr its place in the order of paths, from 1
 * @param form a SHA-256 of all that its result depends on but the version of the analyzers
 * @param key the same with that version
 * @param keyToday the same with the day, for what may be otherwise tomorrow
 */
@SuppressWarnings("ArrayRecordComponent")
public record NewFile(
        int nr, String path, String language, byte[] sha256, int bytes, byte[] form, byte[] key, byte[] keyToday) {}
