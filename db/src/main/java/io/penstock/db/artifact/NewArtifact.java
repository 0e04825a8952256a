package io.penstock.db.artifact;

import io.penstock.db.artifact.Artifact.Declared;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * An artifact that is about to be.
 *
 * @param keep for how long, from now on
 */
public record NewArtifact(String name, String contentType, Declared declared, Duration keep) {

    public static final String UNKNOWN_TYPE = "application/octet-stream";
    public static final Duration LONGEST = Duration.ofDays(3650);

    private static final Predicate<String> TYPE = Pattern.compile(
                    "[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}( ?; ?[a-z0-9-]{1,20}=\"?[a-z0-9!#$&^_.+-]{1,60}\"?)?",
                    Pattern.CASE_INSENSITIVE)
            .asMatchPredicate();

    public NewArtifact {
        var broken = ArtifactName.violation(name);
        if (broken.isPresent()) {
            throw new IllegalArgumentException("The name of an artifact " + broken.get());
        }
        if (!isType(contentType)) {
            throw new IllegalArgumentException("The content type of an artifact is a media type");
        }
        if (!keep.isPositive() || keep.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("An artifact is kept for at most " + LONGEST + ", not " + keep);
        }
    }

    public static boolean isType(String contentType) {
        return contentType.length() <= 200 && TYPE.test(contentType);
    }
}
