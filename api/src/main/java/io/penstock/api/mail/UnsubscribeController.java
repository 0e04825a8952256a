package io.penstock.api.mail;

import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.db.mail.Suppressions;
import io.penstock.db.mail.Suppressions.Addition;
import io.penstock.db.mail.Suppressions.Reason;
import io.penstock.db.mail.UnsubscribeLinks;
import io.penstock.db.mail.UnsubscribeLinks.Subscriber;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** For who got a mail and wants none any more. The link is in the mail; a program that shows mails posts to it (RFC 8058), people see a page. */
@RestController
public final class UnsubscribeController {

    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");

    private final UnsubscribeLinks links;
    private final Suppressions suppressions;

    public UnsubscribeController(UnsubscribeLinks links, Suppressions suppressions) {
        this.links = links;
        this.suppressions = suppressions;
    }

    /** Programs that look for harm follow every link of a mail, so this changes nothing. */
    @GetMapping("/v1/unsubscribe/{token}")
    public ResponseEntity<String> ask(@PathVariable String token) {
        var address = HtmlUtils.htmlEscape(subscriber(token).address());
        return page(
                "Unsubscribe",
                "<p>No more mails from this sender to <strong>" + address
                        + "</strong>?</p><form method=\"post\"><button>Unsubscribe</button></form>");
    }

    @PostMapping("/v1/unsubscribe/{token}")
    public ResponseEntity<String> unsubscribe(@PathVariable String token) {
        var subscriber = subscriber(token);
        suppressions.add(List.of(
                new Addition(subscriber.tenant(), subscriber.address(), Reason.UNSUBSCRIBE, "by the link in a mail")));
        return page("You are unsubscribed", "<p>This sender mails you no more.</p>");
    }

    private Subscriber subscriber(String token) {
        return links.read(token)
                .orElseThrow(() -> new Refusal(Problem.of(
                        403,
                        "link_invalid",
                        "The link is not valid",
                        "It was not signed for this. Copy all of it from the mail.")));
    }

    private static ResponseEntity<String> page(String title, String body) {
        return ResponseEntity.ok()
                .contentType(HTML)
                .cacheControl(CacheControl.noStore())
                .header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'")
                .header("Referrer-Policy", "no-referrer")
                .body("""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
            <title>%1$s</title>
            <style>
              body { font: 1.1rem/1.5 system-ui, sans-serif; color-scheme: light dark; max-width: 32rem; margin: 20vh auto 0; padding: 0 1rem }
              button { font: inherit; padding: .5rem 1.2rem }
            </style></head>
            <body><h1>%1$s</h1>%2$s</body></html>
            """.formatted(title, body));
    }
}
