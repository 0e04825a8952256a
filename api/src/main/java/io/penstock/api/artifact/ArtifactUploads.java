package io.penstock.api.artifact;

import io.penstock.api.caller.Caller;
import io.penstock.api.problem.Refusal;
import io.penstock.api.submit.Drain;
import io.penstock.catalog.json.Json;
import io.penstock.db.artifact.Artifact;
import io.penstock.store.ArtifactSettings;
import io.penstock.store.Filled;
import io.penstock.store.Shelf;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.HashMap;
import org.apache.tomcat.util.http.fileupload.FileItemStream;

/** Takes files in as forms: read, checked and stored in one go. */
final class ArtifactUploads {

    /** A form is longer than its file, but by less than this. */
    private static final int AROUND = 1 << 16;

    private final Shelf shelf;
    private final ArtifactSettings settings;

    ArtifactUploads(Shelf shelf, ArtifactSettings settings) {
        this.shelf = shelf;
        this.settings = settings;
    }

    /** What is refused leaves nothing behind. */
    Artifact take(Caller caller, HttpServletRequest request) throws IOException {
        try {
            long most = settings.maxBytes().toBytes();
            if (request.getContentLengthLong() > most + AROUND) {
                throw Refusals.tooLarge("/" + Form.FILE, most);
            }
            return fill(caller, Form.of(request));
        } catch (Refusal refusal) {
            Drain.some(request.getInputStream());
            throw refusal;
        } catch (IOException e) {
            throw Form.malformed();
        }
    }

    private Artifact fill(Caller caller, Form form) throws IOException {
        var file = form.file();
        var said = said(form, file);
        if (!settings.allows(said.contentTypeOrUnknown())) {
            throw Refusals.typeNotAllowed(said.contentTypeOrUnknown());
        }
        var artifact = shelf.begin(caller.tenantId(), said.artifact(settings.keep()));
        boolean ready = false;
        try {
            var filled = shelf.fill(artifact, file.openStream());
            if (filled instanceof Filled.Ready) {
                form.end();
            }
            var made = Refusals.orRefused(artifact.id(), filled);
            ready = true;
            return made;
        } finally {
            if (!ready) {
                shelf.remove(caller.tenantId(), artifact.id(), true);
            }
        }
    }

    /** Fields count first, then what the part says of itself. */
    private static ArtifactRequest said(Form form, FileItemStream file) {
        var fields = new HashMap<>(form.fields());
        fields.putIfAbsent("name", Form.nameOf(file));
        if (file.getContentType() != null) {
            fields.putIfAbsent("content_type", file.getContentType());
        }
        return Refusal.unlessValid(Json.read(Json.mapper().valueToTree(fields), ArtifactRequest.class));
    }
}
