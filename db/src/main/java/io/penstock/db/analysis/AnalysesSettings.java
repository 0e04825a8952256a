package io.penstock.db.analysis;

import io.penstock.source.Caps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param atOnce how many analyses a scheduler has at work at a time
 * @param fetched how much of a source may come over the wire, and how large an archive may be
 * @param unpacked what its files may have together
 * @param files how many it may have
 * @param time how long reading it may take
 * @param checksAtOnce how many sources an api looks at at a time before analyses of them begin
 * @param checkTime how long that may take; what takes longer is left to the analysis
 * @param allow hosts of git that may be called although they are private
 * @param folder where a source lies while it is read; the system's folder for such files unless given
 */
@ConfigurationProperties(prefix = "penstock.analyses", ignoreUnknownFields = false)
public record AnalysesSettings(
        @DefaultValue("8") int atOnce,
        @DefaultValue("1GB") DataSize fetched,
        @DefaultValue("2GB") DataSize unpacked,
        @DefaultValue("200000") int files,
        @DefaultValue("1MB") DataSize fileSize,
        @DefaultValue("15m") Duration time,
        @DefaultValue("4") int checksAtOnce,
        @DefaultValue("20s") Duration checkTime,
        @DefaultValue List<String> allow,
        @DefaultValue("") String folder) {

    /** Of the environment: {@code host=token}, with commas between them. */
    private static final String TOKENS = "PENSTOCK_GIT_TOKENS";

    private static final DataSize LARGEST_FILE = DataSize.ofMegabytes(8);

    public AnalysesSettings {
        some("at-once", atOnce);
        some("checks-at-once", checksAtOnce);
        positive("fetched", fetched.toBytes());
        positive("unpacked", unpacked.toBytes());
        positive("files", files);
        positive("file-size", fileSize.toBytes());
        positive("time", time.toMillis());
        positive("check-time", checkTime.toNanos());
        if (fileSize.compareTo(LARGEST_FILE) > 0) {
            throw new IllegalArgumentException(
                    "penstock.analyses.file-size must be at most " + LARGEST_FILE + ", not " + fileSize);
        }
    }

    private static void some(String name, int value) {
        if (value < 1 || value > 1000) {
            throw new IllegalArgumentException(
                    "penstock.analyses." + name + " must be between 1 and 1000, not " + value);
        }
    }

    private static void positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("penstock.analyses." + name + " must be positive");
        }
    }

    public Caps caps() {
        return new Caps(fetched.toBytes(), unpacked.toBytes(), files, (int) fileSize.toBytes(), time);
    }

    public Path folderOrUsual() {
        return folder.isBlank() ? Path.of(System.getProperty("java.io.tmpdir"), "penstock-sources") : Path.of(folder);
    }

    /** What is said in the environment, by host. */
    public static Map<String, String> tokens(Map<String, String> environment) {
        return Arrays.stream(environment.getOrDefault(TOKENS, "").split(",", -1))
                .map(String::strip)
                .filter(token -> !token.isEmpty())
                .map(AnalysesSettings::token)
                .collect(Collectors.toMap(token -> token[0], token -> token[1]));
    }

    private static String[] token(String text) {
        var parts = text.split("=", 2);
        if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
            throw new IllegalArgumentException(TOKENS + " must be host=token, with commas between them");
        }
        return new String[] {parts[0].strip(), parts[1].strip()};
    }
}
