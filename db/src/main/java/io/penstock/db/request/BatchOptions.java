package io.penstock.db.request;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is said of a batch besides its items. */
public record BatchOptions(
        @Valid @Nullable CallbackRequest callback,

        @Size(max = TagRules.MOST, message = TagRules.TOO_MANY) @Nullable
        Map<
                        @Pattern(regexp = TagRules.NAME, message = TagRules.NAME_RULE) String,
                        @NotNull @Pattern(regexp = TagRules.VALUE, message = TagRules.VALUE_RULE) String>
                tags) {

    public Map<String, String> allTags() {
        return tags == null ? Map.of() : tags;
    }

    public @Nullable String callbackUrl() {
        return callback == null ? null : callback.url();
    }
}
