package io.penstock.api.artifact;

import io.penstock.api.caller.Caller;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Query;
import io.penstock.api.submit.Drain;
import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.db.artifact.Artifact;
import io.penstock.db.artifact.Artifacts;
import io.penstock.store.Shelf;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** The content of artifacts: for who has the key, or a signed link. */
@RestController
public final class ContentController {

    private static final String CONTENT = "/v1/artifacts/{id}/content";
    private static final String SIGNED = Links.SIGNATURE;
    private static final String NOT_SIGNED = "!" + Links.SIGNATURE;
    private static final Set<String> LINK = Set.of(Links.EXPIRES, Links.SIGNATURE);

    private final Artifacts artifacts;
    private final Shelf shelf;
    private final Links links;
    private final Downloads downloads;

    public ContentController(Artifacts artifacts, Shelf shelf, Links links, Downloads downloads) {
        this.artifacts = artifacts;
        this.shelf = shelf;
        this.links = links;
        this.downloads = downloads;
    }

    @GetMapping(path = CONTENT, params = NOT_SIGNED)
    public void read(
            Caller caller,
            @PathVariable String id,
            Query query,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        query.knowing(Set.of());
        downloads.send(caller, Refusals.id(id), request, response);
    }

    @GetMapping(path = CONTENT, params = SIGNED)
    public void readSigned(
            @PathVariable String id, Query query, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var artifact = Refusals.id(id);
        if (!links.isSigned(query.knowing(LINK), "GET", artifact, null)) {
            throw Refusals.badSignature();
        }
        downloads.send(artifacts.find(artifact).orElseThrow(() -> Refusals.notFound(artifact)), request, response);
    }

    @PutMapping(path = CONTENT, params = NOT_SIGNED)
    public ArtifactView write(Caller caller, @PathVariable String id, Query query, HttpServletRequest request)
            throws IOException {
        query.knowing(Set.of());
        return fill(find(caller, Refusals.id(id)), request);
    }

    @PutMapping(path = CONTENT, params = SIGNED)
    public ArtifactView writeSigned(@PathVariable String id, Query query, HttpServletRequest request)
            throws IOException {
        var artifact = artifacts.find(Refusals.id(id)).orElseThrow(Refusals::badSignature);
        if (!links.isSigned(
                query.knowing(LINK), "PUT", artifact.id(), artifact.declared().bytes())) {
            throw Refusals.badSignature();
        }
        return fill(artifact, request);
    }

    private ArtifactView fill(Artifact artifact, HttpServletRequest request) throws IOException {
        try {
            unlessTooLong(artifact, request);
            return ArtifactView.of(Refusals.orRefused(artifact.id(), shelf.fill(artifact, request.getInputStream())));
        } catch (Refusal refusal) {
            Drain.some(request.getInputStream());
            throw refusal;
        } catch (IOException e) {
            throw new Refusal(Problem.of(400, "bad_request", "Bad Request", "The body ends early."));
        }
    }

    private static void unlessTooLong(Artifact artifact, HttpServletRequest request) {
        if (artifact.content() != null) {
            throw new Refusal(Problem.of(
                    409, "artifact_complete", "The upload is complete", "The content of an artifact does not change."));
        }
        var declared = artifact.declared().bytes();
        if (declared != null && request.getContentLengthLong() > declared) {
            throw Refusals.otherSize(declared);
        }
    }

    private Artifact find(Caller caller, ArtifactId id) {
        return artifacts.find(caller.tenantId(), id).orElseThrow(() -> Refusals.notFound(id));
    }
}
