package io.penstock.catalog.probe;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.kind.RetryPolicy;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A job that does what it is told and nothing else: for trying a deployment out, and for measuring one. */
public final class Probe {

    public static final Kind<Payload, Result> KIND = new Kind<>(
            "probe",
            "Works for a while, fails as often as asked, returns as much as asked.",
            Lane.HTTP,
            Payload.class,
            Result.class,
            RetryPolicy.exponential(5, Duration.ofSeconds(1), Duration.ofMinutes(5)),
            Duration.ofHours(1));

    private Probe() {}

    public record Payload(
            @Min(0) @Max(3_600_000) @JsonPropertyDescription("How long to work, in milliseconds.")
            int takeMs,

            @Min(0) @Max(100) @JsonPropertyDescription("How many first attempts fail.")
            int failTimes,

            @JsonPropertyDescription("Whether a failure is permanent, so that no attempt follows it.")
            boolean permanent,

            @Min(0) @Max(70_000_000) @JsonPropertyDescription("How many bytes of filling the result carries.")
            int returnBytes,

            @Size(max = 65_536) @JsonPropertyDescription("Anything; the result repeats it.") @Nullable
            String note,

            @Min(0) @Max(10_000) @JsonPropertyDescription("How many times to say how far the work is.")
            int progressSteps,

            @Min(0) @Max(10_000) @JsonPropertyDescription("How many pieces of text to stream.")
            int chunks) {

        public static Payload noted(String note) {
            return new Payload(0, 0, false, 0, note, 0, 0);
        }
    }

    public record Result(
            @NotNull int attempt,

            @NotNull @JsonPropertyDescription("When the work began, by the worker's clock.")
            Instant startedAt,

            @Nullable String note,
            @Nullable String filling) {}
}
