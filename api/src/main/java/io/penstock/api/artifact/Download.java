package io.penstock.api.artifact;

import io.penstock.api.problem.HalfAnswer;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.db.artifact.Artifact;
import io.penstock.db.artifact.Artifact.Content;
import io.penstock.store.Shelf;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ContentDisposition;

/** Sends an artifact's content, all of it or the part that is asked for, as it comes from the store. */
final class Download {

    private static final Logger LOG = LoggerFactory.getLogger(Download.class);
    private static final int AT_ONCE = 1 << 16;

    private final Shelf shelf;
    private final Artifact artifact;
    private final Content content;
    private final HttpServletRequest request;
    private final HttpServletResponse response;

    Download(
            Shelf shelf, Artifact artifact, Content content, HttpServletRequest request, HttpServletResponse response) {
        this.shelf = shelf;
        this.artifact = artifact;
        this.content = content;
        this.request = request;
        this.response = response;
    }

    void send() throws IOException {
        if (isKnown()) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            response.setHeader("ETag", tag());
            return;
        }
        switch (range()) {
            case ByteRange.Whole whole -> send(HttpServletResponse.SC_OK, 0, content.bytes());
            case ByteRange.Part part -> {
                response.setHeader(
                        "Content-Range", "bytes %d-%d/%d".formatted(part.first(), part.last(), content.bytes()));
                send(HttpServletResponse.SC_PARTIAL_CONTENT, part.first(), part.length());
            }
            case ByteRange.Unsatisfiable none -> {
                response.setHeader("Content-Range", "bytes */" + content.bytes());
                throw new Refusal(Problem.of(
                        416,
                        "range_not_satisfiable",
                        "The range is not there",
                        "The content has " + content.bytes() + " bytes."));
            }
        }
    }

    private String tag() {
        return "\"" + content.sha256() + "\"";
    }

    private boolean isKnown() {
        var known = request.getHeader("If-None-Match");
        return known != null
                && Arrays.stream(known.split(","))
                        .map(tag -> tag.strip().replaceFirst("^W/", ""))
                        .anyMatch(tag -> tag.equals("*") || tag.equals(tag()));
    }

    /** Of another content than the client has a part of, it gets all. */
    private ByteRange range() {
        var onlyIf = request.getHeader("If-Range");
        return onlyIf == null || onlyIf.strip().equals(tag())
                ? ByteRange.of(request.getHeader("Range"), content.bytes())
                : new ByteRange.Whole();
    }

    private void send(int status, long from, long length) throws IOException {
        if (request.getMethod().equals("HEAD")) {
            describe(status, length);
            return;
        }
        try (var in = shelf.open(artifact.id(), content, from, length)) {
            describe(status, length);
            copy(in, response.getOutputStream(), length);
        }
    }

    /** A stranger's file must not run in anybody's browser as if it were ours. */
    private void describe(int status, long length) {
        response.setStatus(status);
        response.setContentType(artifact.contentType());
        response.setContentLengthLong(length);
        response.setHeader("ETag", tag());
        response.setHeader("Accept-Ranges", "bytes");
        response.setHeader("Cache-Control", "private, no-cache");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
        response.setHeader(
                "Content-Disposition",
                ContentDisposition.attachment()
                        .filename(artifact.name(), StandardCharsets.UTF_8)
                        .build()
                        .toString());
    }

    private void copy(InputStream in, OutputStream out, long length) throws IOException {
        var buffer = new byte[(int) Math.min(AT_ONCE, Math.max(1, length))];
        for (long left = length; left > 0; ) {
            int some = next(in, buffer, left);
            out.write(buffer, 0, some);
            left -= some;
        }
    }

    /** What fails at the store shall not look like the end. */
    private int next(InputStream in, byte[] buffer, long left) {
        try {
            int some = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (some > 0) {
                return some;
            }
            LOG.warn("{}: its content ends early in the store", artifact.id());
        } catch (IOException e) {
            LOG.warn(
                    "{}: its content cannot be read on: {}",
                    artifact.id(),
                    e.getClass().getSimpleName());
        }
        throw new HalfAnswer();
    }
}
