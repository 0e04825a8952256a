package io.penstock.api.mail;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Page;
import io.penstock.api.query.Paging;
import io.penstock.api.query.Query;
import io.penstock.api.submit.JsonBody;
import io.penstock.catalog.email.MailAddress;
import io.penstock.catalog.json.Json;
import io.penstock.db.mail.Suppressions;
import io.penstock.db.mail.Suppressions.Addition;
import io.penstock.db.mail.Suppressions.Reason;
import io.penstock.db.mail.Suppressions.Suppressed;
import io.penstock.db.request.TextRules;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who gets no mail from a tenant any more. */
@RestController
public final class SuppressionController {

    private static final Set<String> KNOWN = Set.of("reason", "page_size", "page_token");

    private final Suppressions suppressions;

    public SuppressionController(Suppressions suppressions) {
        this.suppressions = suppressions;
    }

    /** @param reason manual unless given */
    record SuppressRequest(
            @Pattern(
                    regexp = "manual|unsubscribe|bounce|complaint",
                    message = "must be one of manual, unsubscribe, bounce and complaint")
            @Nullable
            String reason,

            @Size(max = 500) @Pattern(regexp = TextRules.PRINTABLE, message = TextRules.PRINTABLE_RULE) @Nullable
            String note) {}

    record SuppressionView(
            String email, String reason, @Nullable String note, Instant since) {
        static SuppressionView of(Suppressed s) {
            return new SuppressionView(s.address(), s.reason().label(), s.note(), s.since());
        }
    }

    @GetMapping(path = "/v1/suppressions", produces = APPLICATION_JSON_VALUE)
    public Page<SuppressionView> list(Caller caller, Query query) {
        var after = Addresses.after(query.knowing(KNOWN));
        int size = Paging.size(query.one("page_size"));
        var found = suppressions.all(caller.tenantId(), reason(query.one("reason")), after, size + 1);
        return Page.of(found, size, s -> Addresses.token(s.address())).map(SuppressionView::of);
    }

    @GetMapping(path = "/v1/suppressions/{address}", produces = APPLICATION_JSON_VALUE)
    public SuppressionView suppression(Caller caller, @PathVariable String address) {
        return find(caller, key(address));
    }

    /** One that has a graver reason keeps it. */
    @PutMapping(path = "/v1/suppressions/{address}", produces = APPLICATION_JSON_VALUE)
    public SuppressionView suppress(Caller caller, @PathVariable String address, JsonBody body) {
        var key = key(address);
        var request = Refusal.unlessValid(Json.read(body.json(), SuppressRequest.class));
        var reason = Objects.requireNonNullElse(reason(request.reason()), Reason.MANUAL);
        suppressions.add(List.of(new Addition(caller.tenantId(), key, reason, request.note())));
        return find(caller, key);
    }

    @DeleteMapping(path = "/v1/suppressions/{address}")
    public ResponseEntity<Void> remove(Caller caller, @PathVariable String address) {
        if (!suppressions.remove(caller.tenantId(), key(address))) {
            throw notSuppressed();
        }
        return ResponseEntity.noContent().build();
    }

    private SuppressionView find(Caller caller, String key) {
        return suppressions
                .find(caller.tenantId(), key)
                .map(SuppressionView::of)
                .orElseThrow(SuppressionController::notSuppressed);
    }

    private static String key(String address) {
        return Refusal.unlessValid(Json.read(Json.mapper().createObjectNode().put("email", address), MailAddress.class))
                .key();
    }

    private static @Nullable Reason reason(@Nullable String label) {
        return label == null
                ? null
                : Reason.parse(label).orElseThrow(() -> Query.refused("reason", "must be one of " + labels()));
    }

    private static String labels() {
        return Arrays.stream(Reason.values()).map(Reason::label).collect(Collectors.joining(", "));
    }

    private static Refusal notSuppressed() {
        return new Refusal(Problem.of(
                404, "suppression_not_found", "The address is not suppressed", "Your mails go there as they come."));
    }
}
