package io.penstock.sandbox.stripe;

import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of a request, and notes the first that is wrong. What nobody asked for is unknown. */
final class Params {

    static final long LARGEST_AMOUNT = 99_999_999;

    private static final int LARGEST_PAGE = 100;
    private static final int USUAL_PAGE = 10;

    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(currency -> currency.getCurrencyCode().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());

    private final Map<String, String> values;
    private final Set<String> read = new HashSet<>();
    private @Nullable StripeError first;

    Params(Form form) {
        this.values = form.values();
    }

    private void wrong(StripeError error) {
        if (first == null) {
            first = error;
        }
    }

    /** Null when it is not there; empty when it is to be taken away. */
    @Nullable
    String text(String name) {
        read.add(name);
        return values.get(name);
    }

    String required(String name) {
        var value = text(name);
        if (value == null || value.isEmpty()) {
            wrong(StripeError.missing(name));
            return "";
        }
        return value;
    }

    /** Those of the texts that are there. */
    Map<String, String> texts(List<String> names) {
        var texts = new HashMap<String, String>();
        for (var name : names) {
            var text = text(name);
            if (text != null) {
                texts.put(name, text);
            }
        }
        return texts;
    }

    boolean flag(String name) {
        return "true".equals(oneOf(name, "false", "true", "false"));
    }

    String oneOf(String name, String otherwise, String... known) {
        var value = text(name);
        if (value == null || value.isEmpty()) {
            return otherwise;
        }
        if (!List.of(known).contains(value)) {
            wrong(StripeError.invalid(name, null, "Invalid " + name + ": must be one of " + List.of(known) + "."));
        }
        return value;
    }

    @Nullable
    Long amount(String name) {
        var value = text(name);
        return value == null ? null : whole(name, value, LARGEST_AMOUNT, "amount_too_large");
    }

    long requiredAmount(String name) {
        required(name);
        return Objects.requireNonNullElse(amount(name), 0L);
    }

    int limit() {
        var value = text("limit");
        return value == null ? USUAL_PAGE : (int) whole("limit", value, LARGEST_PAGE, "parameter_invalid_integer");
    }

    private long whole(String name, String value, long most, String tooLarge) {
        if (!value.matches("-?\\d{1,15}")) {
            wrong(StripeError.invalid(name, "parameter_invalid_integer", "Invalid integer: " + value + "."));
            return 1;
        }
        var number = Long.parseLong(value);
        if (number < 1) {
            wrong(StripeError.invalid(name, "parameter_invalid_integer", "This value is at least 1."));
        } else if (number > most) {
            wrong(StripeError.invalid(name, tooLarge, "This value is at most " + most + "."));
        }
        return number;
    }

    @Nullable
    String currency(String name) {
        var value = text(name);
        if (value == null) {
            return null;
        }
        var currency = value.toLowerCase(Locale.ROOT);
        if (!CURRENCIES.contains(currency)) {
            wrong(StripeError.invalid(name, null, "Invalid currency: " + value + "."));
        }
        return currency;
    }

    /** Empty values are to be taken away. */
    Map<String, String> metadata() {
        var metadata = new HashMap<String, String>();
        values.forEach((name, value) -> {
            if (name.startsWith("metadata[") && name.endsWith("]")) {
                read.add(name);
                metadata.put(metadataKey(name, value), value);
            }
        });
        return metadata;
    }

    private String metadataKey(String name, String value) {
        var key = name.substring("metadata[".length(), name.length() - 1);
        if (key.isEmpty() || key.length() > 40 || value.length() > 500) {
            wrong(StripeError.invalid(name, null, "Metadata has keys of up to 40 and values of up to 500 characters."));
        }
        return key;
    }

    List<String> list(String name) {
        return values.entrySet().stream()
                .filter(value -> value.getKey().startsWith(name + "["))
                .peek(value -> read.add(value.getKey()))
                .flatMap(value -> List.of(value.getValue().split(",")).stream())
                .toList();
    }

    /** Taken, and of no consequence here. */
    void passOver(List<String> names) {
        values.keySet().stream()
                .filter(value -> names.stream().anyMatch(name -> value.equals(name) || value.startsWith(name + "[")))
                .forEach(read::add);
    }

    Optional<StripeError> problem() {
        return values.keySet().stream()
                .filter(name -> !read.contains(name))
                .findFirst()
                .map(StripeError::unknown)
                .or(() -> Optional.ofNullable(first));
    }
}
