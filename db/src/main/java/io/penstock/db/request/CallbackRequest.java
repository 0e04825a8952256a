package io.penstock.db.request;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/** Whom to tell of an end. */
public record CallbackRequest(
        @NotNull @Size(max = 2048) @Pattern(regexp = TextRules.HTTP_URL, message = TextRules.HTTP_URL_RULE)
        String url) {}
