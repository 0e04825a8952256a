package io.penstock.catalog.email;

import io.penstock.catalog.kind.RetryPolicy;
import java.time.Duration;

/** What the payloads of all kinds of mail keep to. */
final class MailRules {

    static final RetryPolicy RETRY = RetryPolicy.exponential(8, Duration.ofSeconds(5), Duration.ofMinutes(30));
    static final Duration TIMEOUT = Duration.ofMinutes(2);

    /** An address of ASCII, as every server takes it: up to 64 characters, and a domain of at least two labels. */
    static final String BOX =
            "(?=[^@]{1,64}@.{1,253}$)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
                    + "@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

    static final String BOX_RULE = "must be a mail address of ASCII characters, such as ada@example.com";

    /** What stands in a header has one line; a second one could be a header of its own. */
    static final String LINE = "[^\\p{Cc}\\p{Zl}\\p{Zp}]*";

    static final String LINE_RULE = "must be one line without control characters";

    /** Those that say where a mail comes from and goes to have fields of their own. */
    static final String HEADER =
            "(?i)(X-(?!Penstock)[A-Za-z0-9-]{1,60}|In-Reply-To|References|Auto-Submitted|Importance|Precedence|List-(Id|Unsubscribe(-Post)?))";

    static final String HEADER_RULE =
            "must be a header of your own that begins with X-, or In-Reply-To, References, Auto-Submitted, Importance, Precedence, List-Id, List-Unsubscribe or List-Unsubscribe-Post";

    static final String FROM_SAYS = "Who it comes from; the sender of this installation unless given.";
    static final String HEADERS_SAYS = "Headers of yours, such as X-Campaign.";
    static final String DESPITE_SAYS =
            "Whether those get it too who have unsubscribed, such as a receipt or a new password. Addresses that bounced or complained never do.";

    static final String ATTACHMENTS_SAYS = "Files that go with it, with 15 MiB together.";
    static final String UNSUBSCRIBE_SAYS =
            "Whether its one recipient can unsubscribe from your mails with one click: by headers, and by {{unsubscribe_url}} in a template.";

    /** A file's name, not a path. */
    static final String FILE = "(?!\\.+$)[^\\p{Cc}\\p{Zl}\\p{Zp}/\\\\]*";

    static final String FILE_RULE = "must be a file's name, without / and \\";

    static final int MOST_RECIPIENTS = 50;
    static final int MOST_ATTACHMENTS = 20;
    static final int LONGEST_LINE = 900;
    static final int LONGEST_BODY = 2_000_000;

    /** Of a template, without what fills it. */
    static final int LONGEST_SOURCE = 500_000;

    static final String SOURCE = "[\\P{Cc}\\t\\r\\n]*";
    static final String SOURCE_RULE = "must not have control characters but tabs and line breaks";

    private MailRules() {}
}
