package io.penstock.sandbox.stripe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to be paid, and on which terms.
 *
 * @param texts those of {@link #TEXTS} that are set
 */
record Order(
        long amount,
        String currency,
        String captureMethod,
        String confirmationMethod,
        List<String> methodTypes,
        Map<String, String> texts,
        Map<String, String> metadata) {

    static final List<String> TEXTS = List.of(
            "customer",
            "description",
            "receipt_email",
            "return_url",
            "setup_future_usage",
            "statement_descriptor",
            "statement_descriptor_suffix");

    /** The metadata that names the job for which something is paid. */
    static final String JOB = "penstock_job";

    Order {
        methodTypes = List.copyOf(methodTypes);
        texts = Map.copyOf(texts);
        metadata = Map.copyOf(metadata);
    }

    static Order of(Params params) {
        params.required("currency");
        var types = params.list("payment_method_types");
        return new Order(
                params.requiredAmount("amount"),
                Objects.requireNonNullElse(params.currency("currency"), ""),
                params.oneOf("capture_method", "automatic", "automatic", "automatic_async", "manual"),
                params.oneOf("confirmation_method", "automatic", "automatic", "manual"),
                types.isEmpty() ? List.of("card") : types,
                merged(Map.of(), params.texts(TEXTS)),
                merged(Map.of(), params.metadata()));
    }

    /**
     * What is to be another way.
     *
     * @param texts empty ones are taken away, as those of the metadata are
     * @param bare whether all metadata is taken away first
     */
    record Change(
            @Nullable Long amount,
            @Nullable String currency,
            Map<String, String> texts,
            Map<String, String> metadata,
            boolean bare) {

        static Change of(Params params) {
            return new Change(
                    params.amount("amount"),
                    params.currency("currency"),
                    params.texts(TEXTS),
                    params.metadata(),
                    params.text("metadata") != null);
        }

        boolean isAboutMoney() {
            return amount != null || currency != null;
        }
    }

    Order changed(Change change) {
        return new Order(
                change.amount() == null ? amount : change.amount(),
                change.currency() == null ? currency : change.currency(),
                captureMethod,
                confirmationMethod,
                methodTypes,
                merged(texts, change.texts()),
                merged(change.bare() ? Map.of() : metadata, change.metadata()));
    }

    Order with(Map<String, String> moreTexts) {
        return new Order(
                amount, currency, captureMethod, confirmationMethod, methodTypes, merged(texts, moreTexts), metadata);
    }

    private static Map<String, String> merged(Map<String, String> old, Map<String, String> changes) {
        var merged = new HashMap<>(old);
        merged.putAll(changes);
        merged.values().removeIf(String::isEmpty);
        return merged;
    }

    boolean isHeld() {
        return captureMethod.equals("manual");
    }

    @Nullable
    String job() {
        return metadata.get(JOB);
    }
}
