package io.penstock.api.submit;

import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.catalog.json.Violation;
import java.util.List;

/** The clients' names for their requests, in the header Idempotency-Key. */
public final class RequestKeys {

    private RequestKeys() {}

    public static String checked(String key) {
        if (key.isEmpty() || key.length() > 255 || !key.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            throw new Refusal(Problem.invalid(
                    "The header Idempotency-Key must have 1 to 255 printable ASCII characters.",
                    List.of(new Violation("", "Idempotency-Key must have 1 to 255 printable ASCII characters"))));
        }
        return key;
    }
}
