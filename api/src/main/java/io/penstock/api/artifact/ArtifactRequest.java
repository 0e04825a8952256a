package io.penstock.api.artifact;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.penstock.catalog.json.SelfChecked;
import io.penstock.catalog.json.Violation;
import io.penstock.db.artifact.Artifact.Declared;
import io.penstock.db.artifact.ArtifactName;
import io.penstock.db.artifact.NewArtifact;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a client says of a file. */
record ArtifactRequest(
        @NotNull String name,
        @Nullable String contentType,

        @Min(value = 0, message = "must not be negative") @Nullable
        Long bytes,

        @JsonProperty("sha256")
        @Pattern(regexp = "[0-9a-fA-F]{64}", message = "must be a SHA-256 in 64 hexadecimal digits")
        @Nullable
        String sha256,

        @Nullable Duration keepFor)
        implements SelfChecked {

    @Override
    public List<Violation> violations() {
        var broken = new ArrayList<Violation>();
        if (name != null) {
            ArtifactName.violation(name).ifPresent(rule -> broken.add(new Violation("/name", rule)));
        }
        if (contentType != null && !NewArtifact.isType(contentType)) {
            broken.add(new Violation("/content_type", "must be a media type such as application/pdf"));
        }
        if (keepFor != null && (!keepFor.isPositive() || keepFor.compareTo(NewArtifact.LONGEST) > 0)) {
            broken.add(new Violation("/keep_for", "must be longer than PT0S and at most P3650D"));
        }
        return broken;
    }

    String contentTypeOrUnknown() {
        return contentType == null ? NewArtifact.UNKNOWN_TYPE : contentType.toLowerCase(Locale.ROOT);
    }

    NewArtifact artifact(Duration usually) {
        return new NewArtifact(
                name,
                contentTypeOrUnknown(),
                new Declared(bytes, sha256 == null ? null : sha256.toLowerCase(Locale.ROOT)),
                keepFor == null ? usually : keepFor);
    }
}
