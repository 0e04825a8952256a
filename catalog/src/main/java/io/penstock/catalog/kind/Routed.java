package io.penstock.catalog.kind;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A payload whose job goes to one of several deployments of a service. */
public interface Routed {

    /** The route that it is to take, if it says so. */
    @Nullable
    String route();

    /** Whether the answer may be kept and given again. */
    boolean cache();

    /** About how much it will take of limits of a deployment, by what they count. */
    Map<String, Long> estimate();
}
