package io.penstock.catalog.email;

import io.penstock.catalog.json.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What every mail says, whatever stands in it: who it is from, who gets it, and how. */
public interface Addressed {

    /** The variable that has, in mails with list_unsubscribe, the place where their reader can unsubscribe. */
    String UNSUBSCRIBE_URL = "unsubscribe_url";

    /** Stands for it where nobody shall read it. */
    String SOME_PLACE = "https://unsubscribe.invalid/";

    @Nullable
    MailAddress from();

    List<MailAddress> to();

    @Nullable
    List<MailAddress> cc();

    @Nullable
    List<MailAddress> bcc();

    @Nullable
    MailAddress replyTo();

    @Nullable
    Map<String, String> headers();

    @Nullable
    List<Attachment> attachments();

    boolean despiteUnsubscribe();

    boolean listUnsubscribe();

    default Recipients recipients() {
        return Recipients.of(to(), cc(), bcc());
    }

    default Map<String, String> headersOrNone() {
        var headers = headers();
        return headers == null ? Map.of() : headers;
    }

    default List<Attachment> attachmentsOrNone() {
        var attachments = attachments();
        return attachments == null ? List.of() : attachments;
    }

    /** What is wrong with whom it goes to. */
    default List<Violation> addressViolations() {
        var broken = new ArrayList<>(Recipients.violations(to(), cc(), bcc()));
        if (listUnsubscribe()
                && Stream.of(to(), cc(), bcc())
                                .filter(Objects::nonNull)
                                .mapToInt(List::size)
                                .sum()
                        > 1) {
            broken.add(
                    new Violation("/list_unsubscribe", "must be left out when the mail has more than one recipient"));
        }
        return broken;
    }

    /** What fills a template, with the place where its reader can unsubscribe. */
    static JsonNode withPlace(JsonNode variables, @Nullable String unsubscribeUrl) {
        return unsubscribeUrl == null
                ? variables
                : ((ObjectNode) variables.deepCopy()).put(UNSUBSCRIBE_URL, unsubscribeUrl);
    }
}
