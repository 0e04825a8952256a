package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** After each test there is exactly what there was before it. */
final class NothingStored implements BeforeEachCallback, AfterEachCallback {

    private static final Namespace MINE = Namespace.create(NothingStored.class);
    private static final List<String> TABLES = List.of(
            "job",
            "live",
            "outcome",
            "attempt",
            "idempotency",
            "batch",
            "batch_item",
            "delivery",
            "webhook_secret",
            "webhook_endpoint",
            "pause",
            "analysis",
            "artifact",
            "artifact_use",
            "schedule",
            "firing");

    @Override
    public void beforeEach(ExtensionContext test) {
        test.getStore(MINE).put("before", rows());
    }

    @Override
    public void afterEach(ExtensionContext test) {
        assertThat(rows()).isEqualTo(test.getStore(MINE).get("before"));
    }

    private static Map<String, Integer> rows() {
        return TABLES.stream().collect(Collectors.toMap(Function.identity(), TestApi.shared()::count));
    }
}
