package io.penstock.db.request;

import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Sha256;
import io.penstock.catalog.json.Violation;
import io.penstock.db.batch.NewItem;
import io.penstock.db.submission.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns what a client sends as items into items: each is a job with a name of the client's own, or everything that is wrong with it. */
public final class ItemRequests {

    private static final String CUSTOM_ID = "custom_id";
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,255}");

    private final JobRequests jobs;

    public ItemRequests(JobRequests jobs) {
        this.jobs = jobs;
    }

    /** @throws JobRequests.PayloadTooLong if all is right with it but that */
    public NewItem read(int tenant, int nr, JsonNode item) {
        var content = Sha256.of(item);
        if (!(item instanceof ObjectNode job)) {
            return invalid(nr, content, List.of(new Violation("", "must be an object")));
        }
        var name = job.remove(CUSTOM_ID);
        var read = jobs.read(tenant, job);
        if (isName(name)) {
            return new NewItem(nr, name == null || name.isNull() ? null : name.stringValue(), content, read);
        }
        var broken = new ArrayList<Violation>();
        broken.add(new Violation(
                "/" + CUSTOM_ID, "must be a string of 1 to 255 characters and without control characters"));
        if (read instanceof Read.Invalid<Submission> more) {
            broken.addAll(more.violations());
        }
        return invalid(nr, content, broken);
    }

    private static boolean isName(@Nullable JsonNode name) {
        return name == null
                || name.isNull()
                || (name.isString() && NAME.matcher(name.stringValue()).matches());
    }

    public static NewItem invalid(int nr, byte[] content, List<Violation> violations) {
        return new NewItem(nr, null, content, new Read.Invalid<>(violations));
    }
}
