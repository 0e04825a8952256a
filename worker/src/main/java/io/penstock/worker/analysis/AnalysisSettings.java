package io.penstock.worker.analysis;

import io.penstock.analyzer.analysis.Bounds;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param packs how many packs are looked through at a time; as many as there are processors unless given
 * @param fileTime how long one analyzer may look at one file
 * @param fileLength how many characters a file may have
 */
@ConfigurationProperties(prefix = "penstock.analysis", ignoreUnknownFields = false)
public record AnalysisSettings(
        @DefaultValue("0") int packs,
        @DefaultValue("10s") Duration fileTime,
        @DefaultValue("1000000") int fileLength) {

    public static final AnalysisSettings USUAL = new AnalysisSettings(0, Duration.ofSeconds(10), 1_000_000);

    public AnalysisSettings {
        if (packs < 0 || packs > 1000) {
            throw new IllegalArgumentException(
                    "penstock.analysis.packs must be between 1 and 1000, or 0 for one a processor, not " + packs);
        }
        if (fileTime.toMillis() < 1 || fileTime.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException(
                    "penstock.analysis.file-time must be between 1ms and 10m, not " + fileTime);
        }
        if (fileLength < 1 || fileLength > 16_000_000) {
            throw new IllegalArgumentException(
                    "penstock.analysis.file-length must be between 1 and 16000000, not " + fileLength);
        }
    }

    int packsOrProcessors() {
        return packs == 0 ? Runtime.getRuntime().availableProcessors() : packs;
    }

    Bounds bounds() {
        var usual = Bounds.USUAL;
        return new Bounds(fileTime, usual.grace(), fileLength, usual.stuck());
    }
}
