package io.penstock.report.sarif;

import io.penstock.catalog.analysis.Finding;
import io.penstock.report.sarif.Sarif.ArtifactLocation;
import io.penstock.report.sarif.Sarif.Location;
import io.penstock.report.sarif.Sarif.PhysicalLocation;
import io.penstock.report.sarif.Sarif.Region;
import java.nio.charset.StandardCharsets;

/** Paths and places as SARIF has them. */
final class Places {

    private static final String PLAIN = "-._~/!$&'()*+,;=@";

    private Places() {}

    static Location of(String path) {
        return new Location(new PhysicalLocation(artifact(path), null));
    }

    static Location of(String path, Finding finding) {
        int line = Math.max(1, finding.line());
        int column = Math.max(1, finding.column());
        int endLine = Math.max(line, finding.endLine());
        int endColumn = Math.max(endLine == line ? column : 1, finding.endColumn());
        return new Location(new PhysicalLocation(artifact(path), new Region(line, column, endLine, endColumn)));
    }

    private static ArtifactLocation artifact(String path) {
        return new ArtifactLocation(uri(path), Sarif.ROOT);
    }

    /** A colon goes too: before the first slash it would end a scheme. */
    static String uri(String path) {
        var uri = new StringBuilder();
        for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
            char letter = (char) (octet & 0xFF);
            if (letter < 128 && (Character.isLetterOrDigit(letter) || PLAIN.indexOf(letter) >= 0)) {
                uri.append(letter);
            } else {
                uri.append('%').append("%02X".formatted((int) letter));
            }
        }
        return uri.toString();
    }
}
