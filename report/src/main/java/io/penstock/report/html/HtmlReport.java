package io.penstock.report.html;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.penstock.catalog.json.Sha256;
import io.penstock.report.summary.Results;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * One page that needs nothing else: no server, no network. Its policy lets no script run but its own, and the template escapes all that comes from
 * the source.
 */
public final class HtmlReport {

    /** Of so many findings a browser makes a list at once. */
    static final int MOST_FINDINGS = 5000;

    private static final String STYLE = Resource.read("report.css");
    private static final String SCRIPT = Resource.read("report.js");
    private static final String SCRIPT_HASH = Base64.getEncoder().encodeToString(Sha256.of(SCRIPT));

    private static final Template TEMPLATE = Mustache.compiler()
            .withEscaper(text -> Escapers.HTML.escape(Visible.of(text)))
            .nullValue("")
            .compile(Resource.read("report.html"));

    /** Besides what the page shows. */
    record Parts(String style, String script, String scriptHash, Mustache.Lambda data) {}

    private HtmlReport() {}

    public static void write(Results results, OutputStream to) {
        write(results, MOST_FINDINGS, to);
    }

    static void write(Results results, int most, OutputStream to) {
        var listed = new ListedFindings(results, most);
        var parts = new Parts(STYLE, SCRIPT, SCRIPT_HASH, (fragment, out) -> listed.write(out));
        try {
            Writer out = new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8));
            TEMPLATE.execute(Page.of(results), parts, out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
