package io.penstock.api.artifact;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.submit.JsonBody;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Violation;
import io.penstock.db.artifact.Artifacts;
import io.penstock.store.Shelf;
import io.penstock.store.SignedLink;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Makes links that let anybody read an artifact for a while. */
@RestController
public final class LinkController {

    private static final Duration USUAL = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(7);

    private final Artifacts artifacts;
    private final Shelf shelf;
    private final Links links;

    public LinkController(Artifacts artifacts, Shelf shelf, Links links) {
        this.artifacts = artifacts;
        this.shelf = shelf;
        this.links = links;
    }

    record LinkRequest(@Nullable Duration expiresIn) {}

    @PostMapping(path = "/v1/artifacts/{id}/links", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<SignedLink> link(Caller caller, @PathVariable String id, JsonBody body) {
        var validFor = validFor(Refusal.unlessValid(Json.read(body.json(), LinkRequest.class)));
        var artifact = artifacts
                .find(caller.tenantId(), Refusals.id(id))
                .orElseThrow(() -> Refusals.notFound(Refusals.id(id)));
        var content = artifact.content();
        if (content == null) {
            throw Refusals.notReady(artifact.id());
        }
        return ResponseEntity.status(HttpStatus.CREATED)
                .body(shelf.signDownload(artifact, content, validFor)
                        .orElseGet(() -> links.sign("GET", artifact.id(), null, validFor)));
    }

    private static Duration validFor(LinkRequest request) {
        var asked = request.expiresIn();
        if (asked == null) {
            return USUAL;
        }
        if (asked.compareTo(Duration.ofSeconds(1)) < 0 || asked.compareTo(LONGEST) > 0) {
            throw new Refusal(Problem.invalid(new Violation("/expires_in", "must be between PT1S and P7D")));
        }
        return asked;
    }
}
