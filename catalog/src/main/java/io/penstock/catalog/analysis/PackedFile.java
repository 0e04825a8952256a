package io.penstock.catalog.analysis;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.penstock.catalog.json.SelfChecked;
import io.penstock.catalog.json.Sha256;
import io.penstock.catalog.json.Violation;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One line of a pack: a file of source. Its path is a name: nobody opens it. */
public record PackedFile(
        @NotNull
        @Size(max = 1000)
        @Pattern(regexp = "[^\\p{Cntrl}\\\\]+", message = "must be a path with / between its parts")
        String path,

        @Pattern(regexp = "[a-z0-9]{1,20}", message = "must be a language as the analyzers call it")
        @JsonPropertyDescription("Told by path and first line unless given.")
        @Nullable
        String language,

        @NotNull @Pattern(regexp = "[0-9a-f]{64}", message = "must be a SHA-256 in hexadecimal")
        String sha256,

        @NotNull String text)
        implements SelfChecked {

    public static PackedFile of(String path, @Nullable String language, String text) {
        return new PackedFile(path, language, HexFormat.of().formatHex(Sha256.of(text)), text);
    }

    @Override
    public List<Violation> violations() {
        var broken = new ArrayList<Violation>();
        if (path != null && Stream.of(path.split("/", -1)).anyMatch(PackedFile::isNoName)) {
            broken.add(new Violation("/path", "must be relative, and have no part that is . or .. or empty"));
        }
        if (sha256 != null && text != null && !sha256.equals(HexFormat.of().formatHex(Sha256.of(text)))) {
            broken.add(new Violation("/sha256", "is not that of the text"));
        }
        return broken;
    }

    private static boolean isNoName(String part) {
        return part.isEmpty() || part.equals(".") || part.equals("..");
    }
}
