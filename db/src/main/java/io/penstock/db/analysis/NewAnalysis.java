package io.penstock.db.analysis;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An analysis that is about to be: what its client said has been checked.
 *
 * @param name by which the one before is found
 * @param request JSON
 */
public record NewAnalysis(
        AnalysisId id,
        int tenant,
        String name,
        String request,
        @Nullable String callback,
        Map<String, String> tags) {

    /** With these tags, too. */
    public NewAnalysis tagged(Map<String, String> more) {
        var all = new HashMap<>(tags);
        all.putAll(more);
        return new NewAnalysis(id, tenant, name, request, callback, all);
    }
}
