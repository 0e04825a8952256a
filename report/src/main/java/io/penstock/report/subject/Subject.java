package io.penstock.report.subject;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The analysis that is reported.
 *
 * @param source the address of a git repository, or the name of an artifact; a password in it is not kept
 * @param commit of a git repository
 * @param finishedAt when the last file was looked at
 * @param before the analysis that it is compared with
 * @param leftOut how many files nobody looked at, by reason
 * @param reviewCost what a model took for its review
 */
public record Subject(
        String analysisId,
        String source,
        @Nullable String ref,
        @Nullable String commit,
        Instant startedAt,
        Instant finishedAt,
        @Nullable Before before,
        String analyzerVersion,
        Map<String, Long> leftOut,
        @Nullable BigDecimal reviewCost) {

    private static final Pattern ADDRESS = Pattern.compile("(?<scheme>[A-Za-z][A-Za-z0-9+.-]*+://)(?<rest>[^?#]*+).*");
    private static final Pattern WITHOUT_USER = Pattern.compile("[^/@:]*+(:\\d++)?+(/.*)?");

    public Subject {
        source = withoutPassword(source);
        leftOut = Map.copyOf(leftOut);
    }

    private static String withoutPassword(String source) {
        var address = ADDRESS.matcher(source);
        if (!address.matches()) {
            return source;
        }
        var rest = address.group("rest");
        boolean clean = WITHOUT_USER.matcher(rest).matches();
        return address.group("scheme") + (clean ? rest : rest.substring(rest.lastIndexOf('@') + 1));
    }

    /** The analysis that one is compared with. */
    public record Before(String analysisId, @Nullable String commit, Instant finishedAt, String analyzerVersion) {}
}
