package io.penstock.report.sarif;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which version of Penstock this is. */
final class Penstock {

    static final String VERSION = version();

    private Penstock() {}

    private static String version() {
        var properties = new Properties();
        try (var in = Penstock.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("penstock");
    }
}
