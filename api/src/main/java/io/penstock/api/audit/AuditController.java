package io.penstock.api.audit;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;
import static org.springframework.http.MediaType.APPLICATION_NDJSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.problem.HalfAnswer;
import io.penstock.api.query.Page;
import io.penstock.api.query.Paging;
import io.penstock.api.query.Query;
import io.penstock.catalog.json.Json;
import io.penstock.db.audit.Audits;
import io.penstock.db.audit.Audits.Filter;
import io.penstock.db.audit.Entry;
import io.penstock.db.request.TextRules;
import io.penstock.db.tenant.KeyId;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who changed what: what the keys of the caller's tenant did, and for who runs the installation, what all did. */
@RestController
public final class AuditController {

    private static final Logger LOG = LoggerFactory.getLogger(AuditController.class);
    private static final Set<String> FILTERS = Set.of("key", "action", "subject", "since", "until");
    private static final Set<String> KNOWN =
            Set.of("key", "action", "subject", "since", "until", "page_size", "page_token");
    private static final int LINES_AT_ONCE = 500;

    private final Audits audits;

    public AuditController(Audits audits) {
        this.audits = audits;
    }

    @GetMapping(path = "/v1/audit", produces = APPLICATION_JSON_VALUE)
    public Page<EntryView> list(Caller caller, Query query) {
        var filter = filter(caller, query.knowing(KNOWN));
        var paging = Paging.of(
                query, "audit", query.one("key"), filter.action(), filter.subject(), filter.since(), filter.until());
        var found = audits.page(filter, paging.olderThan(), paging.look());
        return paging.page(found, entry -> entry.id().uuid()).map(EntryView::of);
    }

    /** All of them, an entry a line, read and written some at a time. */
    @GetMapping(path = "/v1/audit/export", produces = APPLICATION_NDJSON_VALUE)
    public void export(Caller caller, Query query, HttpServletResponse response) throws IOException {
        var filter = filter(caller, query.knowing(FILTERS));
        // What fails here is told as a problem, and what fails later cannot be.
        var entries = audits.page(filter, null, LINES_AT_ONCE);
        response.setContentType(APPLICATION_NDJSON_VALUE);
        var out = response.getOutputStream();
        while (!entries.isEmpty()) {
            write(entries, out);
            entries = following(filter, entries.getLast().id().uuid());
        }
    }

    private List<Entry> following(Filter filter, UUID last) {
        try {
            return audits.page(filter, last, LINES_AT_ONCE);
        } catch (RuntimeException e) {
            LOG.warn("An export of the audit broke off", e);
            throw new HalfAnswer();
        }
    }

    private static void write(List<Entry> entries, OutputStream out) throws IOException {
        for (var entry : entries) {
            out.write(Json.mapper().writeValueAsBytes(EntryView.of(entry)));
            out.write('\n');
        }
        out.flush();
    }

    private static Filter filter(Caller caller, Query query) {
        return new Filter(
                caller.grant().fleet() ? null : (Integer) caller.tenantId(),
                key(query.one("key")),
                text(query, "action"),
                text(query, "subject"),
                query.time("since"),
                query.time("until"));
    }

    private static @Nullable KeyId key(@Nullable String id) {
        return id == null
                ? null
                : KeyId.parse(id)
                        .orElseThrow(() -> Query.refused("key", "must be a key's id: key_ and 32 hexadecimal digits"));
    }

    private static @Nullable String text(Query query, String name) {
        var text = query.one(name);
        if (text != null && !text.matches(TextRules.PRINTABLE)) {
            throw Query.refused(name, TextRules.PRINTABLE_RULE);
        }
        return text;
    }
}
