package io.penstock.api.batch;

import io.penstock.api.problem.HalfAnswer;
import io.penstock.api.query.Page;
import io.penstock.api.query.Paging;
import io.penstock.api.query.Query;
import io.penstock.catalog.json.Json;
import io.penstock.db.batch.BatchItem;
import io.penstock.db.batch.BatchItems;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;

/**
 * A list of a batch's items, of which a client gets a page, or all as lines, read and written a page at a time.
 *
 * @param fingerprint of what is listed
 */
record Listing(Pages pages, Function<BatchItem, ?> view, int fingerprint) {

    private static final Logger LOG = LoggerFactory.getLogger(Listing.class);
    private static final int LINES_AT_ONCE = 500;
    private static final String SIZE = "page_size";
    private static final String TOKEN = "page_token";

    interface Pages {
        BatchItems.Page after(int nr, int size);
    }

    Page<?> page(Query query) {
        var paging = Paging.of(query, fingerprint);
        var place = paging.olderThan();
        var page = pages.after(place == null ? 0 : (int) place.getLeastSignificantBits(), paging.size());
        var next = page.next();
        return new Page<>(
                page.items().stream().map(view).toList(), next == null ? null : paging.behind(new UUID(0, next)));
    }

    void lines(Query query, HttpServletResponse response) throws IOException {
        for (var parameter : List.of(SIZE, TOKEN)) {
            if (query.one(parameter) != null) {
                throw Query.refused(parameter, "is for pages; as lines, all are sent");
            }
        }
        // What fails here is told as a problem, and what fails later cannot be.
        var page = pages.after(0, LINES_AT_ONCE);
        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        var out = response.getOutputStream();
        write(page, out);
        for (var next = page.next(); next != null; next = page.next()) {
            page = following(next);
            write(page, out);
        }
    }

    private BatchItems.Page following(int nr) {
        try {
            return pages.after(nr, LINES_AT_ONCE);
        } catch (RuntimeException e) {
            LOG.warn("A list of lines broke off after item {}", nr, e);
            throw new HalfAnswer();
        }
    }

    private void write(BatchItems.Page page, OutputStream out) throws IOException {
        for (var item : page.items()) {
            out.write(Json.mapper().writeValueAsBytes(view.apply(item)));
            out.write('\n');
        }
        out.flush();
    }
}
