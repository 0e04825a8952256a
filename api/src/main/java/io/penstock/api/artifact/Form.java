package io.penstock.api.artifact;

import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Violation;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.tomcat.util.http.fileupload.FileItemIterator;
import org.apache.tomcat.util.http.fileupload.FileItemStream;
import org.apache.tomcat.util.http.fileupload.FileUpload;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.apache.tomcat.util.http.fileupload.InvalidFileNameException;
import org.apache.tomcat.util.http.fileupload.servlet.ServletRequestContext;

/**
 * A form with one file, read as it comes: first the fields that say what the file is, then the file, which is nowhere as a whole. The
 * server's own reader is used, without its files on disk.
 */
final class Form {

    static final String FILE = "file";

    private static final Set<String> FIELDS = Set.of("name", "content_type", "sha256", "keep_for");
    private static final int LONGEST_FIELD = 2048;
    private static final int LONGEST_HEADER = 4096;

    private final FileItemIterator parts;
    private final Map<String, String> fields = new HashMap<>();

    private Form(FileItemIterator parts) {
        this.parts = parts;
    }

    static Form of(HttpServletRequest request) throws IOException {
        var reader = new FileUpload();
        reader.setHeaderEncoding(StandardCharsets.UTF_8.name());
        reader.setPartHeaderSizeMax(LONGEST_HEADER);
        reader.setFileCountMax(FIELDS.size() + 2);
        try {
            return new Form(reader.getItemIterator(new ServletRequestContext(request)));
        } catch (FileUploadException e) {
            throw malformed();
        }
    }

    /** What was said of the file before it. */
    Map<String, String> fields() {
        return fields;
    }

    /** Reads the fields up to the file. */
    FileItemStream file() throws IOException {
        while (hasNext()) {
            var part = next();
            if (!part.isFormField()) {
                return part;
            }
            var name = String.valueOf(part.getFieldName());
            if (!FIELDS.contains(name)) {
                throw refused("/" + Json.escaped(name), "is not a known field");
            }
            if (fields.put(name, text(name, part)) != null) {
                throw refused("/" + name, "must be given once");
            }
        }
        throw refused("/" + FILE, "must be there: one part with a filename, behind the fields");
    }

    /** Refuses what comes behind the file. */
    void end() throws IOException {
        if (hasNext()) {
            var part = next();
            throw part.isFormField()
                    ? refused("/" + Json.escaped(String.valueOf(part.getFieldName())), "must come before the file")
                    : refused("/" + FILE, "must be one file");
        }
    }

    private static String text(String name, FileItemStream part) throws IOException {
        try (var in = part.openStream()) {
            var bytes = in.readNBytes(LONGEST_FIELD + 1);
            if (bytes.length > LONGEST_FIELD) {
                throw refused("/" + name, "must have at most " + LONGEST_FIELD + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private boolean hasNext() throws IOException {
        try {
            return parts.hasNext();
        } catch (FileUploadException e) {
            throw malformed();
        }
    }

    private FileItemStream next() throws IOException {
        try {
            return parts.next();
        } catch (FileUploadException e) {
            throw malformed();
        }
    }

    /** What its sender calls the file. */
    static String nameOf(FileItemStream part) {
        try {
            return part.getName() == null ? "" : part.getName();
        } catch (InvalidFileNameException e) {
            throw refused("/name", "must not have control or formatting characters");
        }
    }

    private static Refusal refused(String pointer, String rule) {
        return new Refusal(Problem.invalid(new Violation(pointer, rule)));
    }

    static Refusal malformed() {
        return new Refusal(Problem.of(
                400,
                "bad_request",
                "Bad Request",
                "The body is no well-formed multipart/form-data, or it ends early."));
    }
}
