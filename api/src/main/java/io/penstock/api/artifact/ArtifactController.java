package io.penstock.api.artifact;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.artifact.ArtifactView.UploadView;
import io.penstock.api.caller.Caller;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Page;
import io.penstock.api.query.Paging;
import io.penstock.api.query.Query;
import io.penstock.api.submit.JsonBody;
import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Violation;
import io.penstock.db.artifact.Artifact;
import io.penstock.db.artifact.Artifacts;
import io.penstock.db.artifact.Removal;
import io.penstock.store.ArtifactSettings;
import io.penstock.store.Shelf;
import io.penstock.store.SignedUpload;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Artifacts: made, listed, looked at and deleted. Their content has a controller of its own. */
@RestController
public final class ArtifactController {

    private static final Set<String> LIST =
            Set.of("name", "content_type", "created_after", "created_before", "page_size", "page_token");

    /** Long enough to begin an upload; one that has begun goes on. */
    private static final Duration UPLOAD = Duration.ofHours(1);

    private final Artifacts artifacts;
    private final Shelf shelf;
    private final Links links;
    private final ArtifactSettings settings;
    private final ArtifactUploads uploads;

    public ArtifactController(Artifacts artifacts, Shelf shelf, Links links, ArtifactSettings settings) {
        this.artifacts = artifacts;
        this.shelf = shelf;
        this.links = links;
        this.settings = settings;
        this.uploads = new ArtifactUploads(shelf, settings);
    }

    /** As a form with the file in it. */
    @PostMapping(
            path = "/v1/artifacts",
            headers = "Content-Type=multipart/form-data",
            produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<ArtifactView> upload(Caller caller, HttpServletRequest request) throws IOException {
        return created(ArtifactView.of(uploads.take(caller, request)));
    }

    /** As a document that announces it; the answer says where to send the file. */
    @PostMapping(path = "/v1/artifacts", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<ArtifactView> announce(Caller caller, JsonBody body) {
        var request = Refusal.unlessValid(Json.read(body.json(), ArtifactRequest.class));
        var bytes = request.bytes();
        if (bytes == null) {
            throw new Refusal(Problem.invalid(new Violation("/bytes", "must not be null")));
        }
        if (bytes > settings.maxBytes().toBytes()) {
            throw Refusals.tooLarge("/bytes", settings.maxBytes().toBytes());
        }
        if (!settings.allows(request.contentTypeOrUnknown())) {
            throw Refusals.typeNotAllowed(request.contentTypeOrUnknown());
        }
        shelf.refusal(caller.tenantId(), bytes).ifPresent(over -> {
            throw Refusals.overQuota(over);
        });
        var artifact = shelf.begin(caller.tenantId(), request.artifact(settings.keep()));
        return created(ArtifactView.of(artifact, UploadView.of(uploadOf(artifact, bytes))));
    }

    private SignedUpload uploadOf(Artifact artifact, long bytes) {
        return shelf.signUpload(artifact, UPLOAD)
                .orElseGet(() -> new SignedUpload(
                        links.sign("PUT", artifact.id(), bytes, UPLOAD),
                        Map.of("Content-Type", artifact.contentType())));
    }

    private static ResponseEntity<ArtifactView> created(ArtifactView view) {
        return ResponseEntity.created(URI.create("/v1/artifacts/" + view.id())).body(view);
    }

    /** The file was sent to where the answer said. To say so twice is to say so. */
    @PostMapping(path = "/v1/artifacts/{id}/complete", produces = APPLICATION_JSON_VALUE)
    public ArtifactView complete(Caller caller, @PathVariable String id) {
        var artifact = find(caller, Refusals.id(id));
        return ArtifactView.of(
                artifact.content() != null
                        ? artifact
                        : shelf.take(artifact)
                                .map(filled -> Refusals.orRefused(artifact.id(), filled))
                                .orElseThrow(() -> Refusals.notReady(artifact.id())));
    }

    @GetMapping(path = "/v1/artifacts/{id}", produces = APPLICATION_JSON_VALUE)
    public ArtifactView artifact(Caller caller, @PathVariable String id) {
        return ArtifactView.of(find(caller, Refusals.id(id)));
    }

    @GetMapping(path = "/v1/artifacts", produces = APPLICATION_JSON_VALUE)
    public Page<ArtifactView> list(Caller caller, Query query) {
        query.knowing(LIST);
        var filter = new Artifacts.Filter(
                query.one("name"),
                query.one("content_type"),
                query.time("created_after"),
                query.time("created_before"));
        var paging = Paging.of(
                query, "artifacts", filter.name(), filter.contentType(), filter.createdAfter(), filter.createdBefore());
        var found = artifacts.page(caller.tenantId(), filter, paging.olderThan(), paging.look());
        return paging.page(found, artifact -> artifact.id().uuid()).map(ArtifactView::of);
    }

    @DeleteMapping(path = "/v1/artifacts/{id}")
    public ResponseEntity<Void> delete(Caller caller, @PathVariable String id, Query query) {
        boolean force = query.knowing(Set.of("force")).flag("force");
        var artifact = Refusals.id(id);
        return switch (shelf.remove(caller.tenantId(), artifact, force)) {
            case Removal.Marked marked -> ResponseEntity.noContent().build();
            case Removal.InUse(var jobs) -> throw Refusals.inUse(artifact, jobs);
            case Removal.NotFound nothing -> throw Refusals.notFound(artifact);
        };
    }

    private Artifact find(Caller caller, ArtifactId id) {
        return artifacts.find(caller.tenantId(), id).orElseThrow(() -> Refusals.notFound(id));
    }
}
