package io.penstock.api.key;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Page;
import io.penstock.api.query.Paging;
import io.penstock.api.query.Query;
import io.penstock.api.submit.JsonBody;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Violation;
import io.penstock.db.request.TextRules;
import io.penstock.db.tenant.ApiKey;
import io.penstock.db.tenant.ApiKeys;
import io.penstock.db.tenant.KeyChange;
import io.penstock.db.tenant.KeyId;
import io.penstock.db.tenant.Role;
import io.penstock.db.tenant.StoredKey;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The keys of the caller's tenant: made, listed, rotated and revoked. A secret is in the answer that it was made for, and in no other. */
@RestController
public final class KeyController {

    private static final Duration USUAL_OVERLAP = Duration.ofDays(1);
    private static final Duration LONGEST_OVERLAP = Duration.ofDays(30);

    private final ApiKeys keys;
    private final InstantSource clock;

    public KeyController(ApiKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** @param expiresAt never unless given */
    record KeyRequest(
            @NotBlank @Size(max = 100) @Pattern(regexp = TextRules.PRINTABLE, message = TextRules.PRINTABLE_RULE)
            String name,

            @NotNull String role,
            @Nullable Instant expiresAt) {}

    /** @param overlap a day unless given */
    record RotateRequest(@Nullable Duration overlap) {}

    @PostMapping(path = "/v1/auth/keys", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<KeyView> create(Caller caller, JsonBody body) {
        var request = Refusal.unlessValid(Json.read(body.json(), KeyRequest.class));
        var role = Role.find(request.role).orElseThrow(() -> refused("/role", "must be one of " + Role.labels()));
        var expiresAt = request.expiresAt;
        if (expiresAt != null && !expiresAt.isAfter(clock.instant())) {
            throw refused("/expires_at", "must lie in the future");
        }
        var secret = ApiKey.random();
        var key = keys.create(caller.tenantId(), secret, new ApiKeys.NewKey(request.name, role, expiresAt));
        return withSecret(HttpStatus.CREATED, key, secret);
    }

    @GetMapping(path = "/v1/auth/keys", produces = APPLICATION_JSON_VALUE)
    public Page<KeyView> list(Caller caller, Query query) {
        var paging = Paging.of(query.knowing(Paging.PARAMETERS), "keys");
        var found = keys.page(caller.tenantId(), paging.olderThan(), paging.look());
        return paging.page(found, key -> key.id().uuid()).map(KeyView::of);
    }

    @GetMapping(path = "/v1/auth/keys/{id}", produces = APPLICATION_JSON_VALUE)
    public KeyView key(Caller caller, @PathVariable String id) {
        var key = id(id);
        return KeyView.of(keys.find(caller.tenantId(), key).orElseThrow(() -> noSuchKey(key)));
    }

    @PostMapping(path = "/v1/auth/keys/{id}/rotate", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<KeyView> rotate(Caller caller, @PathVariable String id, JsonBody body) {
        var key = id(id);
        var request = Refusal.unlessValid(Json.read(body.json(), RotateRequest.class));
        var overlap = request.overlap == null ? USUAL_OVERLAP : request.overlap;
        if (overlap.isNegative() || overlap.compareTo(LONGEST_OVERLAP) > 0) {
            throw refused("/overlap", "must be between PT0S and P30D");
        }
        var secret = ApiKey.random();
        return withSecret(HttpStatus.OK, done(key, keys.rotate(caller.tenantId(), key, secret, overlap)), secret);
    }

    @DeleteMapping(path = "/v1/auth/keys/{id}")
    public ResponseEntity<Void> revoke(Caller caller, @PathVariable String id) {
        var key = id(id);
        done(key, keys.revoke(caller.tenantId(), key));
        return ResponseEntity.noContent().build();
    }

    private static ResponseEntity<KeyView> withSecret(HttpStatus status, StoredKey key, ApiKey secret) {
        return ResponseEntity.status(status)
                .cacheControl(CacheControl.noStore())
                .body(KeyView.of(key, secret));
    }

    private static StoredKey done(KeyId id, KeyChange change) {
        return switch (change) {
            case KeyChange.Done(var key) -> key;
            case KeyChange.NotFound n -> throw noSuchKey(id);
            case KeyChange.Ended e ->
                throw new Refusal(Problem.of(
                        409, "key_ended", "The key has ended", "It was revoked or has expired. Make another one."));
            case KeyChange.LastAdmin l ->
                throw new Refusal(
                        Problem.of(
                                409,
                                "last_admin_key",
                                "It is the last admin key",
                                "Nobody could make the tenant's keys any more. First make another admin key that does not expire, or rotate this one with an overlap."));
        };
    }

    private static Refusal noSuchKey(KeyId id) {
        return new Refusal(Problem.of(
                404, "key_not_found", "There is no such key", "No key of your tenant has the id " + id + "."));
    }

    private static KeyId id(String text) {
        return KeyId.parse(text)
                .orElseThrow(() -> refused("/id", "must be a key's id: key_ and 32 hexadecimal digits"));
    }

    private static Refusal refused(String pointer, String rule) {
        return new Refusal(Problem.invalid(new Violation(pointer, rule)));
    }
}
