package io.penstock.api.submit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a client says of a job. */
record SubmitRequest(
        @NotNull String kind,
        @NotNull JsonNode payload,
        @Min(0) @Max(9) @Nullable Integer priority,
        @Nullable Instant runAt) {}
