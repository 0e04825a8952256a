package io.penstock.catalog.email;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.penstock.catalog.artifact.ArtifactId;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** A file that goes with a mail. */
public record Attachment(
        @NotNull @JsonPropertyDescription("An artifact of yours.")
        ArtifactId artifact,

        @Size(min = 1, max = 200)
        @Pattern(regexp = MailRules.FILE, message = MailRules.FILE_RULE)
        @JsonPropertyDescription("What the file is called in the mail; as the artifact is unless given.")
        @Nullable
        String name) {

    /** All files of a mail together, in bytes; what encodes them makes a third more of it. */
    public static final long MOST = 15 << 20;
}
