package io.penstock.api.artifact;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.penstock.db.artifact.Artifact;
import io.penstock.store.SignedUpload;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An artifact as the API shows it.
 *
 * @param bytes while it is uploading, what its client said of it
 * @param upload where its bytes are to be sent; only in the answer that made it
 */
record ArtifactView(
        String id,
        String name,
        String contentType,
        @Nullable Long bytes,
        @JsonProperty("sha256") @Nullable String sha256,
        String state,
        Instant createdAt,
        Instant expiresAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UploadView upload) {

    record UploadView(String method, String url, Map<String, String> headers, Instant expiresAt) {

        static UploadView of(SignedUpload upload) {
            return new UploadView(
                    "PUT", upload.link().url(), upload.headers(), upload.link().expiresAt());
        }
    }

    static ArtifactView of(Artifact artifact) {
        return of(artifact, null);
    }

    static ArtifactView of(Artifact artifact, @Nullable UploadView upload) {
        var content = artifact.content();
        return new ArtifactView(
                artifact.id().toString(),
                artifact.name(),
                artifact.contentType(),
                content == null ? artifact.declared().bytes() : Long.valueOf(content.bytes()),
                content == null ? artifact.declared().sha256() : content.sha256(),
                artifact.state().label(),
                artifact.createdAt(),
                artifact.expiresAt(),
                upload);
    }
}
