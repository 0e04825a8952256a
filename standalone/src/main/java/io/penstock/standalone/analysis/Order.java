package io.penstock.standalone.analysis;

import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.json.Json;
import io.penstock.client.terminal.Shown;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is to be looked through, and how.
 *
 * @param folder its real path; null when git is given
 * @param git where a repository is; null when folder is given
 * @param name the folder's path unless given
 */
public record Order(
        @Nullable Path folder,
        @Nullable String git,
        @Nullable String ref,
        List<String> include,
        List<String> exclude,
        List<String> analyzers,
        List<String> disabledRules,
        @Nullable Severity failOn,
        boolean newOnly,
        @Nullable String baseline,
        @Nullable String name) {

    private static final int LONGEST_NAME = 300;

    String request(@Nullable String artifact) {
        var request = Json.mapper().createObjectNode();
        var source = request.putObject("source");
        put(source, "artifact", artifact);
        put(source, "git", git);
        put(source, "ref", ref);
        put(request, "include", include);
        put(request, "exclude", exclude);
        put(request, "analyzers", analyzers);
        put(request, "disabled_rules", disabledRules);
        put(request, "baseline", baseline);
        put(request, "name", nameOrPath());
        if (failOn != null) {
            request.putObject("fail_on").put("severity", failOn.toString()).put("new_only", newOnly);
        }
        return Json.write(request);
    }

    /** Null when there is none, or none that can be told. */
    public @Nullable String gitHost() {
        try {
            return git == null ? null : URI.create(git).getHost();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The end of a long path says more than its beginning. */
    private @Nullable String nameOrPath() {
        if (name != null || folder == null) {
            return name;
        }
        var path = Shown.text(folder.toString());
        return path.length() <= LONGEST_NAME ? path : "…" + path.substring(path.length() - LONGEST_NAME + 1);
    }

    private static void put(ObjectNode to, String field, @Nullable String value) {
        if (value != null) {
            to.put(field, value);
        }
    }

    private static void put(ObjectNode to, String field, List<String> values) {
        if (!values.isEmpty()) {
            values.forEach(to.putArray(field)::add);
        }
    }
}
