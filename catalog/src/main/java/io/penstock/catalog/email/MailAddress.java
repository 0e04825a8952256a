package io.penstock.catalog.email;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** @param name as people see it */
public record MailAddress(
        @NotNull @Pattern(regexp = MailRules.BOX, message = MailRules.BOX_RULE)
        String email,

        @Size(max = 200) @Pattern(regexp = MailRules.LINE, message = MailRules.LINE_RULE) @Nullable
        String name) {

    /** Addresses that differ in case only are one person's. */
    public String key() {
        return email.toLowerCase(Locale.ROOT);
    }

    /** Addresses are nobody's business but the tenant's. */
    @Override
    public String toString() {
        return "[address]";
    }
}
