package io.penstock.scheduler.analysis;

import io.penstock.analyzer.source.SourceFile;
import io.penstock.catalog.analysis.AnalysisFiles;
import io.penstock.catalog.analysis.PackedFile;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Sha256;
import io.penstock.db.analysis.NewFile;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** By what the result of a file is known again: its text, what its path tells of it, how it is looked at, and by which analyzers. */
final class Forms {

    private final byte[] look;
    private final String version;
    private final InstantSource clock;

    /** @param version of the analyzers of this process */
    Forms(AnalysisFiles.Payload look, String version, InstantSource clock) {
        var settings = (ObjectNode) Json.readTrusted(Json.write(look), JsonNode.class);
        settings.remove("pack");
        this.look = Sha256.ofCanonical(settings);
        this.version = version;
        this.clock = clock;
    }

    NewFile file(int nr, PackedFile packed) {
        var source = SourceFile.of(packed.path(), packed.language(), packed.text());
        var language = source.language().label();
        var sha256 = HexFormat.of().parseHex(packed.sha256());
        var hash = Sha256.begin();
        hash.update(look);
        hash.update(sha256);
        hash.update(language.getBytes(StandardCharsets.UTF_8));
        hash.update((byte) (source.isOfTests() ? 1 : 0));
        var form = hash.digest();
        int bytes = packed.text().getBytes(StandardCharsets.UTF_8).length;
        return new NewFile(
                nr, packed.path(), language, sha256, bytes, form, key(form, version), keyToday(form, version, clock));
    }

    /** By which the result is found again that analyzers of this version had. */
    static byte[] key(byte[] form, String version) {
        var hash = Sha256.begin();
        hash.update(form);
        hash.update(version.getBytes(StandardCharsets.UTF_8));
        return hash.digest();
    }

    /** By which it is found again until the day is over. */
    static byte[] keyToday(byte[] form, String version, InstantSource clock) {
        return key(form, version + " " + LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    }
}
