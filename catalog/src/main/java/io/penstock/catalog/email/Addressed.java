package io.penstock.catalog.email;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What every mail says, whatever stands in it: who it is from, who gets it, and how. */
public interface Addressed {

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

    boolean despiteUnsubscribe();

    default Recipients recipients() {
        return Recipients.of(to(), cc(), bcc());
    }

    default Map<String, String> headersOrNone() {
        var headers = headers();
        return headers == null ? Map.of() : headers;
    }
}
