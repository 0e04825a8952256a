package io.penstock.db.analysis;

import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.db.database.SqlArray;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.JobId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The files of an analysis on their way from being known by name to being looked at. Each step can be done again: what was written
 * before stays, and so each file has one result, however often schedulers die.
 */
public final class Inventory {

    private static final String LAST = "SELECT coalesce(max(nr), 0) FROM analysis_file WHERE analysis = :analysis";

    private static final String ADD = """
            INSERT INTO analysis_file (analysis, nr, path, language, sha256, bytes, form, analyzed, reused)
            SELECT :analysis, nr, path, language, sha256, bytes, form, analyzed, analyzed IS NOT NULL
            FROM unnest(:nrs, :paths, :languages, :sha256s, :bytes, :forms, :analyzed)
                AS file (nr, path, language, sha256, bytes, form, analyzed)
            ON CONFLICT DO NOTHING""";

    private static final String UNKNOWN =
            "SELECT count(*) FROM analysis_file WHERE analysis = :analysis AND NOT reused";

    /** Of several that are alike, the first one. */
    private static final String UNPACKED = """
            SELECT file.nr, file.path, file.bytes FROM analysis_file AS file
            WHERE file.analysis = :analysis AND file.nr > :after AND file.analyzed IS NULL AND file.error_code IS NULL AND file.pack IS NULL
              AND NOT EXISTS (
                SELECT FROM analysis_file AS first
                WHERE first.analysis = file.analysis AND first.form = file.form AND first.nr < file.nr
                  AND first.analyzed IS NULL AND first.error_code IS NULL)
            ORDER BY file.nr LIMIT :most""";

    private static final String LAST_PACK = "SELECT coalesce(max(nr), 0) FROM analysis_pack WHERE analysis = :analysis";

    private static final String PACK =
            "INSERT INTO analysis_pack (analysis, nr, artifact) VALUES (:analysis, :pack, :artifact)";

    private static final String PACKED = """
            UPDATE analysis_file SET pack = :pack WHERE analysis = :analysis AND nr = ANY (:nrs::int[]) AND pack IS NULL""";

    private static final String ENDED = """
            SELECT pack.nr, pack.artifact, item.job, outcome.state, outcome.error_code
            FROM analysis_pack AS pack
            JOIN batch_item AS item ON item.batch = :batch AND item.nr = pack.nr
            JOIN LATERAL (SELECT * FROM outcome WHERE tenant = :tenant AND id = item.job OFFSET 0) AS outcome ON TRUE
            WHERE pack.analysis = :analysis AND NOT pack.collected ORDER BY pack.nr LIMIT :most""";

    private static final String OPEN =
            "SELECT count(*) FROM analysis_pack WHERE analysis = :analysis AND NOT collected";

    private static final String FORMS =
            "SELECT path, form FROM analysis_file WHERE analysis = :analysis AND pack = :pack ORDER BY nr";

    private static final String FOUND = """
            UPDATE analysis_file AS file SET analyzed = found.analyzed
            FROM unnest(:forms, :analyzed) AS found (form, analyzed)
            WHERE file.analysis = :analysis AND file.form = found.form AND file.analyzed IS NULL AND file.error_code IS NULL""";

    private static final String FAILED = """
            UPDATE analysis_file AS file SET error_code = :error
            FROM analysis_file AS packed
            WHERE packed.analysis = :analysis AND packed.pack = :pack AND file.analysis = :analysis AND file.form = packed.form
              AND file.analyzed IS NULL AND file.error_code IS NULL""";

    private static final String COLLECTED =
            "UPDATE analysis_pack SET collected = true WHERE analysis = :analysis AND nr = :pack";

    private static final String ARTIFACTS = "SELECT artifact FROM analysis_pack WHERE analysis = :analysis ORDER BY nr";

    private final Jdbi jdbi;

    public Inventory(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The number of the last file that is in it; 0 when it is empty. */
    public int last(AnalysisId analysis) {
        return one(analysis, LAST);
    }

    /** Adds these, but for those that are there. What is known of them already is theirs at once. */
    public void add(Hold hold, List<NewFile> files) {
        jdbi.useTransaction(handle -> {
            hold.lock(handle);
            var known = KnownFiles.find(
                    handle,
                    hold.tenant(),
                    files.stream()
                            .flatMap(file -> Stream.of(file.key(), file.keyToday()))
                            .toList());
            handle.createUpdate(ADD)
                    .bind("analysis", hold.id().uuid())
                    .bind("nrs", SqlArray.ints(files, NewFile::nr))
                    .bind("paths", SqlArray.texts(files, NewFile::path))
                    .bind("languages", SqlArray.texts(files, NewFile::language))
                    .bind("sha256s", SqlArray.bytes(files, NewFile::sha256))
                    .bind("bytes", SqlArray.ints(files, NewFile::bytes))
                    .bind("forms", SqlArray.bytes(files, NewFile::form))
                    .bind("analyzed", SqlArray.longs(files, file -> known(known, file)))
                    .execute();
        });
    }

    /** Of how many files nothing was known. */
    public int unknown(AnalysisId analysis) {
        return one(analysis, UNKNOWN);
    }

    /** A file that is in no pack. */
    public record Unpacked(int nr, String path, int bytes) {}

    /** The next ones that have to be looked at, after this one. */
    public List<Unpacked> unpacked(AnalysisId analysis, int after, int most) {
        return jdbi.withHandle(handle -> handle.createQuery(UNPACKED)
                .bind("analysis", analysis.uuid())
                .bind("after", after)
                .bind("most", most)
                .map((row, context) -> new Unpacked(row.getInt("nr"), row.getString("path"), row.getInt("bytes")))
                .list());
    }

    public int lastPack(AnalysisId analysis) {
        return one(analysis, LAST_PACK);
    }

    /** These files are in the pack of this number, whose job is there. */
    public void pack(Hold hold, int pack, ArtifactId artifact, List<Unpacked> files) {
        jdbi.useTransaction(handle -> {
            hold.lock(handle);
            handle.createUpdate(PACK)
                    .bind("analysis", hold.id().uuid())
                    .bind("pack", pack)
                    .bind("artifact", artifact.uuid())
                    .execute();
            handle.createUpdate(PACKED)
                    .bind("analysis", hold.id().uuid())
                    .bind("pack", pack)
                    .bind("nrs", SqlArray.ints(files, Unpacked::nr))
                    .execute();
        });
    }

    /**
     * A pack whose job has ended.
     *
     * @param error why it came to nothing; nothing if it succeeded
     */
    public record EndedPack(
            int nr,
            ArtifactId artifact,
            JobId job,
            @Nullable String error) {}

    /** So many of those that have not been collected. */
    public List<EndedPack> ended(Hold hold, BatchId batch, int most) {
        return jdbi.withHandle(handle -> handle.createQuery(ENDED)
                .bind("analysis", hold.id().uuid())
                .bind("tenant", hold.tenant())
                .bind("batch", batch.uuid())
                .bind("most", most)
                .map((row, context) -> {
                    var state = row.getString("state");
                    var code = row.getString("error_code");
                    return new EndedPack(
                            row.getInt("nr"),
                            new ArtifactId(row.getObject("artifact", UUID.class)),
                            new JobId(row.getObject("job", UUID.class)),
                            state.equals("succeeded") ? null : code == null ? state : code);
                })
                .list());
    }

    /** How many packs have yet to be collected. */
    public int open(AnalysisId analysis) {
        return one(analysis, OPEN);
    }

    /**
     * Takes what the job of a pack has found: for its files, and for all that are like them. Those that it does not tell of have failed.
     *
     * @param key by which a result is found again, from the form of its file
     * @param error why files have no result
     */
    public void collect(
            Hold hold, int pack, List<AnalyzedFile> files, BiFunction<byte[], AnalyzedFile, byte[]> key, String error) {
        jdbi.useTransaction(handle -> {
            hold.lock(handle);
            var forms = forms(handle, hold.id(), pack);
            var results = new HashMap<String, AnalyzedFile>();
            var keys = new HashMap<String, byte[]>();
            for (var file : files) {
                var form = forms.get(file.path());
                if (form != null) {
                    var resultKey = hex(key.apply(form, file));
                    results.put(resultKey, file);
                    keys.put(resultKey, form);
                }
            }
            var kept =
                    List.copyOf(KnownFiles.keep(handle, hold.tenant(), results).entrySet());
            handle.createUpdate(FOUND)
                    .bind("analysis", hold.id().uuid())
                    .bind("forms", SqlArray.bytes(kept, entry -> keys.get(entry.getKey())))
                    .bind("analyzed", SqlArray.longs(kept, Map.Entry::getValue))
                    .execute();
            handle.createUpdate(FAILED)
                    .bind("analysis", hold.id().uuid())
                    .bind("pack", pack)
                    .bind("error", error)
                    .execute();
            handle.createUpdate(COLLECTED)
                    .bind("analysis", hold.id().uuid())
                    .bind("pack", pack)
                    .execute();
        });
    }

    private static Map<String, byte[]> forms(Handle handle, AnalysisId analysis, int pack) {
        var forms = new HashMap<String, byte[]>();
        handle.createQuery(FORMS)
                .bind("analysis", analysis.uuid())
                .bind("pack", pack)
                .map((row, context) -> forms.put(row.getString("path"), row.getBytes("form")))
                .list();
        return forms;
    }

    /** The packs of an analysis, to be removed with it. */
    public List<ArtifactId> artifacts(AnalysisId analysis) {
        return new ArrayList<>(jdbi.withHandle(handle -> handle.createQuery(ARTIFACTS)
                .bind("analysis", analysis.uuid())
                .mapTo(UUID.class)
                .map(ArtifactId::new)
                .list()));
    }

    private int one(AnalysisId analysis, String sql) {
        return jdbi.withHandle(handle -> handle.createQuery(sql)
                .bind("analysis", analysis.uuid())
                .mapTo(Integer.class)
                .one());
    }

    private static @Nullable Long known(Map<String, Long> known, NewFile file) {
        var always = known.get(hex(file.key()));
        return always == null ? known.get(hex(file.keyToday())) : always;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
