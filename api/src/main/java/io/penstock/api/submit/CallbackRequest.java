package io.penstock.api.submit;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/** Whom to tell of an end. */
public record CallbackRequest(
        @NotNull
        @Size(max = 2048)
        @Pattern(
                regexp = "[Hh][Tt][Tt][Pp][Ss]?://[^\\s\\p{Cntrl}/?#@]+([/?#][^\\s\\p{Cntrl}]*)?",
                message = "must be an http or https URL without user and password")
        String url) {}
