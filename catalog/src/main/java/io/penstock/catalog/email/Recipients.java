package io.penstock.catalog.email;

import io.penstock.catalog.json.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who gets one mail. */
public record Recipients(List<MailAddress> to, List<MailAddress> cc, List<MailAddress> bcc) {

    public static Recipients of(List<MailAddress> to, @Nullable List<MailAddress> cc, @Nullable List<MailAddress> bcc) {
        return new Recipients(to, cc == null ? List.of() : cc, bcc == null ? List.of() : bcc);
    }

    public Stream<MailAddress> all() {
        return Stream.of(to, cc, bcc).flatMap(List::stream);
    }

    /** Each address stands there once: who is named twice would get it twice. */
    static List<Violation> violations(
            @Nullable List<MailAddress> to, @Nullable List<MailAddress> cc, @Nullable List<MailAddress> bcc) {
        var broken = new ArrayList<Violation>();
        var seen = new HashSet<String>();
        addTwins("/to", to, seen, broken);
        addTwins("/cc", cc, seen, broken);
        addTwins("/bcc", bcc, seen, broken);
        return broken;
    }

    private static void addTwins(
            String at, @Nullable List<MailAddress> addresses, Set<String> seen, List<Violation> broken) {
        if (addresses == null) {
            return;
        }
        for (int nr = 0; nr < addresses.size(); nr++) {
            var address = addresses.get(nr);
            if (address != null && address.email() != null && !seen.add(address.key())) {
                broken.add(new Violation(at + "/" + nr + "/email", "stands here twice"));
            }
        }
    }
}
