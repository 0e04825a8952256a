package io.penstock.report.json;

import io.penstock.catalog.json.Json;
import io.penstock.report.compare.Status;
import io.penstock.report.summary.Results;
import java.io.OutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;

/** Everything, as one document that is written while the files are gone through. */
public final class JsonReport {

    private static final int VERSION = 1;

    private JsonReport() {}

    public static void write(Results results, OutputStream to) {
        try (var json = Json.mapper()
                .writer()
                .without(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .createGenerator(to)) {
            json.writeStartObject();
            json.writeNumberProperty("report_version", VERSION);
            json.writePOJOProperty("subject", results.subject());
            json.writePOJOProperty("summary", results.summary());
            writeFiles(results, json);
            writeFixed(results, json);
            json.writeArrayPropertyStart("duplicates");
            results.duplicates().forEach(json::writePOJO);
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void writeFiles(Results results, JsonGenerator json) {
        json.writeArrayPropertyStart("files");
        results.each((file, changes) -> {
            var now = file.now();
            if (now != null) {
                json.writePOJO(ReportedFile.of(now, changes, file.reused()));
            }
        });
        json.writeEndArray();
    }

    /** They go through all files once more, but seldom for nothing. */
    private static void writeFixed(Results results, JsonGenerator json) {
        json.writeArrayPropertyStart("fixed");
        var changes = results.summary().changes();
        if (changes != null && changes.fixed().all() > 0) {
            results.each((file, changed) -> {
                for (var gone : changed.gone()) {
                    if (gone.status() == Status.FIXED) {
                        json.writePOJO(FixedFinding.of(file.path(), gone.finding()));
                    }
                }
            });
        }
        json.writeEndArray();
    }
}
