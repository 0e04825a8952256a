package io.penstock.api.artifact;

import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.catalog.json.Violation;
import io.penstock.db.artifact.Artifact;
import io.penstock.db.job.JobId;
import io.penstock.store.Filled;
import java.util.List;
import java.util.stream.Collectors;

/** Why something cannot be done with an artifact. */
final class Refusals {

    private Refusals() {}

    static ArtifactId id(String text) {
        return ArtifactId.parse(text)
                .orElseThrow(() -> new Refusal(Problem.invalid(new Violation("/id", ArtifactId.RULE))));
    }

    static Refusal notFound(ArtifactId id) {
        return new Refusal(Problem.of(
                404, "artifact_not_found", "There is no such artifact", "No artifact of yours has the id " + id + "."));
    }

    static Refusal notReady(ArtifactId id) {
        return new Refusal(Problem.of(
                        409,
                        "artifact_not_ready",
                        "The upload is not complete",
                        "The content of " + id + " is not there yet.")
                .asRetryable());
    }

    static Refusal badSignature() {
        return new Refusal(Problem.of(
                403,
                "link_invalid",
                "The link is not valid",
                "It was not signed for this, or its time is over. Ask for a new one."));
    }

    static Refusal inUse(ArtifactId id, List<JobId> jobs) {
        return new Refusal(Problem.of(
                409,
                "artifact_in_use",
                "Unfinished jobs refer to the artifact",
                id + " is used by " + jobs.stream().map(JobId::toString).collect(Collectors.joining(", "))
                        + ". Delete it when they have ended, or with ?force=true."));
    }

    static Refusal tooLarge(String pointer, long most) {
        return new Refusal(
                Problem.of(413, "too_large", "The file is too large", "An artifact has at most " + most + " bytes.")
                        .at(new Violation(pointer, "must be at most " + most + " bytes")));
    }

    static Refusal typeNotAllowed(String type) {
        return new Refusal(Problem.of(
                        415,
                        "type_not_allowed",
                        "Files of this type are not taken",
                        "The operator allows other types than " + type + " only.")
                .at(new Violation("/content_type", "is not a type that is taken here")));
    }

    static Refusal overQuota(Filled.OverQuota over) {
        return new Refusal(Problem.of(
                409,
                "quota_exceeded",
                "There is no room for the artifact",
                "Your artifacts have %d bytes together, of %d that they may have. Delete some, or ask for more."
                        .formatted(over.used(), over.allowed())));
    }

    /** What was uploaded, unless something is wrong with it. */
    static Artifact orRefused(ArtifactId id, Filled filled) {
        return switch (filled) {
            case Filled.Ready(var artifact) -> artifact;
            case Filled.TooLarge(var most) -> throw tooLarge("/" + Form.FILE, most);
            case Filled.OverQuota over -> throw overQuota(over);
            case Filled.OtherSize(var declared) -> throw otherSize(declared);
            case Filled.OtherContent other ->
                throw other("checksum_mismatch", "/sha256", "must be the SHA-256 of the content");
            case Filled.Gone gone -> throw notFound(id);
            case Filled.LeaseLost lost -> throw notFound(id);
        };
    }

    static Refusal otherSize(long declared) {
        return other("size_mismatch", "/bytes", "must be the size of the content, but is " + declared);
    }

    private static Refusal other(String code, String pointer, String rule) {
        return new Refusal(Problem.of(
                        422,
                        code,
                        "The content is not what was announced",
                        pointer + " " + rule + ". Nothing was kept of it.")
                .at(new Violation(pointer, rule)));
    }
}
