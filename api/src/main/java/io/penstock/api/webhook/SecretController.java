package io.penstock.api.webhook;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.db.webhook.Secrets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What callbacks are signed with. A secret is shown once, when it is made. */
@RestController
public final class SecretController {

    private final Secrets secrets;

    public SecretController(Secrets secrets) {
        this.secrets = secrets;
    }

    /** @param signsUntil when it signs no more; null for the current one */
    record SecretView(
            String last4, Instant createdAt, @Nullable Instant signsUntil) {
        static SecretView of(Secrets.Dated dated) {
            return new SecretView(dated.secret().last4(), dated.createdAt(), dated.expiresAt());
        }
    }

    record SecretsView(List<SecretView> data) {}

    /** The one answer that holds a secret: it must not print itself. */
    record Made(String secret, Instant createdAt) {
        @Override
        public String toString() {
            return "Made[secret]";
        }
    }

    @GetMapping(path = "/v1/webhooks/secret", produces = APPLICATION_JSON_VALUE)
    public SecretsView secret(Caller caller) {
        return new SecretsView(
                secrets.list(caller.tenantId()).stream().map(SecretView::of).toList());
    }

    @PostMapping(path = "/v1/webhooks/secret/rotate", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<Made> rotate(Caller caller) {
        var made = secrets.rotate(caller.tenantId());
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new Made(made.secret().secret(), made.createdAt()));
    }
}
