package io.penstock.catalog.email;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.penstock.catalog.kind.Mode;
import java.util.List;

/** A mail that a transport has taken. Whether it arrived is told later, apart from this. */
public record SentMail(
        @JsonPropertyDescription("The mail's Message-ID.") String messageId,

        @JsonPropertyDescription("smtp or sendgrid.") String transport,

        @JsonPropertyDescription("live, or sandbox when no mail went out.")
        Mode mode,

        @JsonPropertyDescription("To how many it went.") int accepted,

        @JsonPropertyDescription("Who was left out, as their addresses are suppressed.")
        List<LeftOut> leftOut) {

    /** @param reason bounce, complaint, unsubscribe, or manual */
    public record LeftOut(String email, String reason) {}
}
