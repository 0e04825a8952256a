package io.penstock.api.pause;

import io.penstock.db.pause.Pause;
import io.penstock.db.pause.Pause.Scope;
import io.penstock.db.request.TextRules;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is to be paused: one of the four.
 *
 * @param until until somebody resumes it unless given
 */
record PauseRequest(
        @Nullable String kind,
        @Nullable String lane,
        @Nullable String tenant,
        @Nullable String limit,
        @Nullable Instant until,

        @NotBlank @Size(max = 500) @Pattern(regexp = TextRules.PRINTABLE, message = TextRules.PRINTABLE_RULE)
        String reason) {

    /** Nothing when there is none, or more than one. */
    Optional<Pause.Key> key() {
        var named = Stream.of(
                        key(Scope.KIND, kind),
                        key(Scope.LANE, lane),
                        key(Scope.TENANT, tenant),
                        key(Scope.LIMIT, limit))
                .filter(Objects::nonNull)
                .toList();
        return named.size() == 1 ? Optional.of(named.getFirst()) : Optional.empty();
    }

    private static Pause.@Nullable Key key(Scope scope, @Nullable String name) {
        return name == null ? null : new Pause.Key(scope, name);
    }
}
