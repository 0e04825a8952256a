package io.penstock.store;

import io.penstock.db.artifact.NewArtifact;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param store whether they lie in a folder or in a bucket
 * @param folder where they lie; every api, worker and scheduler must see the same
 * @param maxBytes the largest one
 * @param quota what all of a tenant's may have together
 * @param types what clients may upload, such as {@code application/pdf} or {@code image/*}
 * @param keep how long one is kept whose client does not say
 * @param publicUrl where clients reach the api, for links; as they called it unless given
 */
@ConfigurationProperties(prefix = "penstock.artifacts", ignoreUnknownFields = false)
public record ArtifactSettings(
        @DefaultValue("folder") Place store,
        @DefaultValue("artifacts") String folder,

        @DefaultValue("1GB") DataSize maxBytes,
        @DefaultValue("10GB") DataSize quota,
        @DefaultValue("*/*") List<String> types,
        @DefaultValue("30d") Duration keep,
        @DefaultValue("") String publicUrl,
        @DefaultValue @NestedConfigurationProperty S3Settings s3) {

    private static final DataSize LARGEST = DataSize.ofGigabytes(5);

    public enum Place {
        FOLDER,
        S3
    }

    public ArtifactSettings {
        if (store == Place.S3 && s3.bucket().isBlank()) {
            throw new IllegalArgumentException(
                    "penstock.artifacts.s3.bucket must name the bucket when penstock.artifacts.store is s3");
        }
        if (folder.isBlank()) {
            throw new IllegalArgumentException("penstock.artifacts.folder must name a folder");
        }
        if (maxBytes.toBytes() < 1 || maxBytes.compareTo(LARGEST) > 0) {
            throw new IllegalArgumentException(
                    "penstock.artifacts.max-bytes must be between 1B and " + LARGEST + ", not " + maxBytes);
        }
        if (quota.isNegative()) {
            throw new IllegalArgumentException("penstock.artifacts.quota must not be negative, but is " + quota);
        }
        types = types.stream().map(type -> type.toLowerCase(Locale.ROOT)).toList();
        for (var type : types) {
            if (!type.matches("\\*/\\*|[^\\s/*;]+/(\\*|[^\\s/*;]+)")) {
                throw new IllegalArgumentException(
                        "penstock.artifacts.types must hold types such as application/pdf, image/* or */*, not "
                                + type);
            }
        }
        if (!keep.isPositive() || keep.compareTo(NewArtifact.LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "penstock.artifacts.keep must be longer than 0 and at most 3650d, not " + keep);
        }
        if (!publicUrl.matches("(https?://[^\\s?#]+)?")) {
            throw new IllegalArgumentException("penstock.artifacts.public-url must be an http or https URL");
        }
        publicUrl = publicUrl.replaceAll("/+$", "");
    }

    /** All by default, in that folder. */
    public static ArtifactSettings in(String folder) {
        return new ArtifactSettings(
                Place.FOLDER,
                folder,
                DataSize.ofGigabytes(1),
                DataSize.ofGigabytes(10),
                List.of("*/*"),
                Duration.ofDays(30),
                "",
                S3Settings.NONE);
    }

    /** Where they lie, for people. */
    public String place() {
        return store == Place.S3 ? "the bucket " + s3.bucket() : folder;
    }

    /** Whether clients may upload this; parameters such as a charset do not matter. */
    public boolean allows(String contentType) {
        var type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return types.stream()
                .anyMatch(allowed -> allowed.equals("*/*")
                        || allowed.equals(type)
                        || (allowed.endsWith("/*") && type.startsWith(allowed.substring(0, allowed.length() - 1))));
    }

    /** @return what to take in, at most, of an artifact for which the tenant has so much room */
    long most(long room) {
        return Math.clamp(room, 0, maxBytes.toBytes());
    }
}
