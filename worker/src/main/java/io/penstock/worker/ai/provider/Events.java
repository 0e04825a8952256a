package io.penstock.worker.ai.provider;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The data of server-sent events, one after the other. What they are called is said in the data too. */
final class Events {

    private final BufferedReader lines;

    Events(InputStream in) {
        this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** Nothing at the end. One that ends without the empty line behind it was cut, and does not count. */
    @Nullable
    String next() throws IOException {
        StringBuilder data = null;
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("data:")) {
                data = data == null ? new StringBuilder() : data.append('\n');
                data.append(line, line.startsWith("data: ") ? 6 : 5, line.length());
            } else if (line.isEmpty() && data != null) {
                return data.toString();
            }
        }
        return null;
    }
}
