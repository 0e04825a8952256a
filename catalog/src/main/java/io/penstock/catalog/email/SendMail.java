package io.penstock.catalog.email;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.penstock.catalog.json.SelfChecked;
import io.penstock.catalog.json.Violation;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One mail, as it is given. */
public final class SendMail {

    public static final Kind<Payload, SentMail> KIND = new Kind<>(
            "email.send",
            "Sends one mail, once.",
            Lane.EMAIL,
            Payload.class,
            SentMail.class,
            MailRules.RETRY,
            MailRules.TIMEOUT);

    private SendMail() {}

    public record Payload(
            @Valid @JsonPropertyDescription(MailRules.FROM_SAYS) @Nullable
            MailAddress from,

            @NotNull @Size(min = 1, max = MailRules.MOST_RECIPIENTS)
            List<@NotNull @Valid MailAddress> to,

            @Size(max = MailRules.MOST_RECIPIENTS) @Nullable List<@NotNull @Valid MailAddress> cc,
            @Size(max = MailRules.MOST_RECIPIENTS) @Nullable List<@NotNull @Valid MailAddress> bcc,
            @Valid @Nullable MailAddress replyTo,

            @NotNull
            @Size(min = 1, max = MailRules.LONGEST_LINE)
            @Pattern(regexp = MailRules.LINE, message = MailRules.LINE_RULE)
            String subject,

            @Size(min = 1, max = MailRules.LONGEST_BODY) @Nullable
            String text,

            @Size(min = 1, max = MailRules.LONGEST_BODY) @Nullable
            String html,

            @Size(max = 20) @JsonPropertyDescription(MailRules.HEADERS_SAYS) @Nullable
            Map<
                            @Pattern(regexp = MailRules.HEADER, message = MailRules.HEADER_RULE) String,
                            @NotNull @Size(max = MailRules.LONGEST_LINE)
                            @Pattern(regexp = MailRules.LINE, message = MailRules.LINE_RULE) String>
                    headers,

            @Size(max = MailRules.MOST_ATTACHMENTS) @JsonPropertyDescription(MailRules.ATTACHMENTS_SAYS) @Nullable
            List<@NotNull @Valid Attachment> attachments,

            @JsonPropertyDescription(MailRules.DESPITE_SAYS) boolean despiteUnsubscribe,

            @JsonPropertyDescription(MailRules.UNSUBSCRIBE_SAYS)
            boolean listUnsubscribe)
            implements Addressed, SelfChecked {

        @Override
        public List<Violation> violations() {
            var broken = addressViolations();
            if (text == null && html == null) {
                broken.add(new Violation("/text", "must be given, or html, or both"));
            }
            return broken;
        }
    }
}
