package io.penstock.catalog.email;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.SelfChecked;
import io.penstock.catalog.json.Violation;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One mail, made of a template that the tenant has stored. */
public final class TemplateMail {

    public static final Kind<Payload, SentMail> KIND = new Kind<>(
            "email.template",
            "Sends one mail, once, made of a stored template.",
            Lane.EMAIL,
            Payload.class,
            SentMail.class,
            MailRules.RETRY,
            MailRules.TIMEOUT);

    private TemplateMail() {}

    public record Payload(
            @NotNull
            @Pattern(regexp = Template.NAME, message = Template.NAME_RULE)
            @JsonPropertyDescription("The template's name; see /v1/templates.")
            String template,

            @Min(1) @JsonPropertyDescription("Of the template; the newest at submit unless given.") @Nullable
            Integer version,

            @JsonPropertyDescription("What fills the template's places.") @Nullable
            JsonNode variables,

            @Valid @JsonPropertyDescription(MailRules.FROM_SAYS) @Nullable
            MailAddress from,

            @NotNull @Size(min = 1, max = MailRules.MOST_RECIPIENTS)
            List<@NotNull @Valid MailAddress> to,

            @Size(max = MailRules.MOST_RECIPIENTS) @Nullable List<@NotNull @Valid MailAddress> cc,
            @Size(max = MailRules.MOST_RECIPIENTS) @Nullable List<@NotNull @Valid MailAddress> bcc,
            @Valid @Nullable MailAddress replyTo,

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
            boolean listUnsubscribe,

            @JsonPropertyDescription("Whether the subject begins with [Test].")
            boolean test)
            implements Addressed, SelfChecked {

        @Override
        public List<Violation> violations() {
            var broken = addressViolations();
            if (!variablesOrNone().isObject()) {
                broken.add(new Violation("/variables", "must be an object"));
            }
            return broken;
        }

        public JsonNode variablesOrNone() {
            return variables == null || variables.isNull() ? Json.mapper().createObjectNode() : variables;
        }

        /** The places of the template that stay empty. */
        public List<Violation> gaps(CompiledTemplate filled) {
            return filled.violations(variablesWith(listUnsubscribe ? Addressed.SOME_PLACE : null)).stream()
                    .map(violation -> violation.under("/variables"))
                    .toList();
        }

        /**
         * What fills the template.
         *
         * @param unsubscribeUrl where the recipient can unsubscribe, if there is such a place
         */
        public JsonNode variablesWith(@Nullable String unsubscribeUrl) {
            return Addressed.withPlace(variablesOrNone(), unsubscribeUrl);
        }
    }
}
