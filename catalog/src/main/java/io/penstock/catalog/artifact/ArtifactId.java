package io.penstock.catalog.artifact;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.databind.annotation.JsonDeserialize;

/** A stored file, as payloads and results refer to it: a UUIDv7, as a job's. */
@JsonDeserialize(using = ArtifactIdReader.class)
public record ArtifactId(UUID uuid) {

    /** What one looks like in JSON. */
    public static final String FORM = "art_[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}";

    public static final String RULE = "must be an artifact's id: art_ and 32 hexadecimal digits";

    private static final String PREFIX = "art_";
    private static final Pattern ID = Pattern.compile(FORM);
    private static final HexFormat HEX = HexFormat.of();

    public static Optional<ArtifactId> parse(String text) {
        if (!ID.matcher(text).matches()) {
            return Optional.empty();
        }
        int start = PREFIX.length();
        return Optional.of(new ArtifactId(new UUID(
                HexFormat.fromHexDigitsToLong(text, start, start + 16),
                HexFormat.fromHexDigitsToLong(text, start + 16, start + 32))));
    }

    /** Without the prefix. */
    public String digits() {
        return HEX.toHexDigits(uuid.getMostSignificantBits()) + HEX.toHexDigits(uuid.getLeastSignificantBits());
    }

    @JsonValue
    @Override
    public String toString() {
        return PREFIX + digits();
    }
}
