package io.penstock.api.artifact;

import io.penstock.api.caller.Caller;
import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.db.artifact.Artifact;
import io.penstock.db.artifact.Artifacts;
import io.penstock.store.Shelf;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Sends the content of artifacts. */
public final class Downloads {

    private final Artifacts artifacts;
    private final Shelf shelf;

    public Downloads(Artifacts artifacts, Shelf shelf) {
        this.artifacts = artifacts;
        this.shelf = shelf;
    }

    public void send(Caller caller, ArtifactId id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        send(artifacts.find(caller.tenantId(), id).orElseThrow(() -> Refusals.notFound(id)), request, response);
    }

    void send(Artifact artifact, HttpServletRequest request, HttpServletResponse response) throws IOException {
        var content = artifact.content();
        if (content == null) {
            throw Refusals.notReady(artifact.id());
        }
        new Download(shelf, artifact, content, request, response).send();
    }
}
