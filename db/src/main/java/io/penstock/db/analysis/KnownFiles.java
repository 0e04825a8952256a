package io.penstock.db.analysis;

import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.json.Json;
import io.penstock.db.aside.Zstd;
import io.penstock.db.database.SqlArray;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** What analyzers found in files before, by all that it depends on: who has the same again need not look again. */
final class KnownFiles {

    /** Those that somebody has asked for today are not written to. */
    private static final String FIND = """
            WITH found AS (
                SELECT id, key, used_at > now() - interval '1 day' AS today FROM analyzed
                WHERE tenant = :tenant AND key IN (SELECT unnest(:keys))),
            used AS (
                UPDATE analyzed SET used_at = now() FROM found WHERE analyzed.id = found.id AND NOT today
                RETURNING analyzed.id, analyzed.key)
            SELECT id, key FROM found WHERE today UNION ALL SELECT id, key FROM used""";

    /** What came first stays: both say the same. */
    private static final String KEEP = """
            INSERT INTO analyzed (tenant, key, result)
            SELECT :tenant, new.key, new.result FROM unnest(:keys, :results) AS new (key, result) ORDER BY new.key
            ON CONFLICT (tenant, key) DO UPDATE SET used_at = now() RETURNING id, key""";

    private KnownFiles() {}

    /** By keys in hexadecimal digits. */
    static Map<String, Long> find(Handle handle, int tenant, List<byte[]> keys) {
        var found = new HashMap<String, Long>();
        handle.createQuery(FIND)
                .bind("tenant", tenant)
                .bind("keys", SqlArray.bytes(keys, key -> key))
                .map((row, context) -> found.put(HexFormat.of().formatHex(row.getBytes("key")), row.getLong("id")))
                .list();
        return found;
    }

    /** @param results by keys in hexadecimal digits */
    static Map<String, Long> keep(Handle handle, int tenant, Map<String, AnalyzedFile> results) {
        var entries = List.copyOf(results.entrySet());
        var kept = new HashMap<String, Long>();
        handle.createQuery(KEEP)
                .bind("tenant", tenant)
                .bind("keys", SqlArray.bytes(entries, entry -> HexFormat.of().parseHex(entry.getKey())))
                .bind("results", SqlArray.bytes(entries, entry -> pack(entry.getValue())))
                .map((row, context) -> kept.put(HexFormat.of().formatHex(row.getBytes("key")), row.getLong("id")))
                .list();
        return kept;
    }

    private static byte[] pack(AnalyzedFile file) {
        return Zstd.compressed(Json.write(file.at("")).getBytes(StandardCharsets.UTF_8));
    }

    static AnalyzedFile unpack(String path, byte[] result) {
        return Json.readTrusted(new ByteArrayInputStream(Zstd.decompressed(result)), AnalyzedFile.class)
                .at(path);
    }
}
