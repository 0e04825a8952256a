package io.penstock.catalog.email;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.penstock.catalog.artifact.ArtifactId;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Mails of a stored template to many, one each. */
public final class BulkMail {

    /** As many as one job mails. */
    public static final int MOST_RECIPIENTS = 100_000;

    public static final Kind<Payload, Result> KIND = new Kind<>(
            "email.bulk",
            "Sends a mail of a stored template to each of up to 100,000 recipients, once.",
            Lane.EMAIL,
            Payload.class,
            Result.class,
            MailRules.RETRY,
            Duration.ofMinutes(15));

    private static final int MOST_VIOLATIONS = 100;

    private BulkMail() {}

    /**
     * @param name a variable, too
     * @param variables of this one; they take the place of those for all
     */
    public record Recipient(
            @NotNull @Pattern(regexp = MailRules.BOX, message = MailRules.BOX_RULE)
            String email,

            @Size(max = 200) @Pattern(regexp = MailRules.LINE, message = MailRules.LINE_RULE) @Nullable
            String name,

            @JsonPropertyDescription("What fills the template's places for this recipient, before those for all.")
            @Nullable
            JsonNode variables)
            implements SelfChecked {

        @Override
        public List<Violation> violations() {
            return isObjectOrNothing(variables) ? List.of() : List.of(new Violation("/variables", "must be an object"));
        }

        public MailAddress address() {
            return new MailAddress(email, name);
        }
    }

    public record Payload(
            @NotNull
            @Pattern(regexp = Template.NAME, message = Template.NAME_RULE)
            @JsonPropertyDescription("The template's name; see /v1/templates.")
            String template,

            @Min(1) @JsonPropertyDescription("Of the template; the newest at submit unless given.") @Nullable
            Integer version,

            @JsonPropertyDescription("What fills the template's places for all.") @Nullable
            JsonNode variables,

            @Size(min = 1, max = MOST_RECIPIENTS)
            @JsonPropertyDescription("Who gets one; or recipients_artifact.")
            @Nullable
            List<@NotNull @Valid Recipient> recipients,

            @JsonPropertyDescription(
                    "A file of recipients: CSV with a header line that has email, or lines of JSON with email, name and variables.")
            @Nullable
            ArtifactId recipientsArtifact,

            @Valid @JsonPropertyDescription(MailRules.FROM_SAYS) @Nullable
            MailAddress from,

            @Valid @Nullable MailAddress replyTo,

            @Size(max = 20) @JsonPropertyDescription(MailRules.HEADERS_SAYS) @Nullable
            Map<
                            @Pattern(regexp = MailRules.HEADER, message = MailRules.HEADER_RULE) String,
                            @NotNull @Size(max = MailRules.LONGEST_LINE)
                            @Pattern(regexp = MailRules.LINE, message = MailRules.LINE_RULE) String>
                    headers,

            @Size(max = MailRules.MOST_ATTACHMENTS) @JsonPropertyDescription(MailRules.ATTACHMENTS_SAYS) @Nullable
            List<@NotNull @Valid Attachment> attachments,

            @JsonPropertyDescription(
                    "Whether those get it too who have unsubscribed, such as new terms. Then nobody can unsubscribe with it.")
            boolean despiteUnsubscribe)
            implements SelfChecked {

        @Override
        public List<Violation> violations() {
            var broken = new ArrayList<Violation>();
            if ((recipients == null) == (recipientsArtifact == null)) {
                broken.add(new Violation("/recipients", "must be given, or recipients_artifact, and not both"));
            }
            if (!isObjectOrNothing(variables)) {
                broken.add(new Violation("/variables", "must be an object"));
            }
            for (int nr = 0; recipients != null && nr < recipients.size() && broken.size() < MOST_VIOLATIONS; nr++) {
                if (recipients.get(nr) != null) {
                    var at = "/recipients/" + nr;
                    recipients.get(nr).violations().forEach(violation -> broken.add(violation.under(at)));
                }
            }
            return broken;
        }

        /** The first places of the template that stay empty for one of the recipients. */
        public List<Violation> gaps(CompiledTemplate filled) {
            var broken = new ArrayList<Violation>();
            var all = recipients == null ? List.<Recipient>of() : recipients;
            for (int nr = 0; nr < all.size() && broken.size() < MOST_VIOLATIONS; nr++) {
                var at = "/recipients/" + nr;
                gaps(filled, all.get(nr)).forEach(violation -> broken.add(violation.under(at)));
            }
            return broken;
        }

        public List<Violation> gaps(CompiledTemplate filled, Recipient recipient) {
            return to(recipient).gaps(filled);
        }

        /** The mail that this one gets. */
        public TemplateMail.Payload to(Recipient recipient) {
            return new TemplateMail.Payload(
                    template,
                    version,
                    filling(recipient),
                    from,
                    List.of(recipient.address()),
                    null,
                    null,
                    replyTo,
                    headers,
                    attachments,
                    despiteUnsubscribe,
                    !despiteUnsubscribe,
                    false);
        }

        private JsonNode filling(Recipient recipient) {
            var filling = Json.mapper().createObjectNode();
            addTo(filling, variables);
            if (recipient.name != null) {
                filling.put("name", recipient.name);
            }
            addTo(filling, recipient.variables);
            return filling;
        }

        private static void addTo(ObjectNode filling, @Nullable JsonNode variables) {
            if (variables instanceof ObjectNode given) {
                filling.setAll(given);
            }
        }
    }

    private static boolean isObjectOrNothing(@Nullable JsonNode variables) {
        return variables == null || variables.isNull() || variables.isObject();
    }

    /** What became of the mails when the last one was dealt with. */
    public record Result(
            @JsonPropertyDescription("The batch of the jobs that were made, one for each mail.")
            String batch,

            @JsonPropertyDescription("How many addresses there were.")
            long recipients,

            @JsonPropertyDescription("How many mails were taken.")
            long accepted,

            @JsonPropertyDescription("How many addresses are suppressed.")
            long leftOut,

            long failed,

            @JsonPropertyDescription("Of how many nobody knows whether they went out.")
            long unknown,

            @JsonPropertyDescription("How many were cancelled, or not sent in time.")
            long cancelled,

            @JsonPropertyDescription("How many times an address stood there again, which counts once.")
            long repeated) {}
}
