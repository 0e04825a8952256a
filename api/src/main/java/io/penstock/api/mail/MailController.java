package io.penstock.api.mail;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.inspect.Ids;
import io.penstock.api.query.Page;
import io.penstock.api.query.Paging;
import io.penstock.api.query.Query;
import io.penstock.catalog.email.BulkMail;
import io.penstock.db.batch.Batches;
import io.penstock.db.job.Jobs;
import io.penstock.db.mail.MailState;
import io.penstock.db.mail.Mails;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What became of a job's mails, which is told after the job has ended. */
@RestController
public final class MailController {

    private static final Set<String> KNOWN = Set.of("state", "page_size", "page_token");

    private final Jobs jobs;
    private final Mails mails;
    private final Batches batches;

    public MailController(Jobs jobs, Mails mails, Batches batches) {
        this.jobs = jobs;
        this.mails = mails;
        this.batches = batches;
    }

    /** @param job that sent it: the one that was asked for, or one that it made */
    record MailView(
            String email,
            String job,
            String state,
            @Nullable String detail,
            Instant changedAt) {
        static MailView of(Mails.Mail mail) {
            return new MailView(
                    mail.address(), mail.job().toString(), mail.state().label(), mail.detail(), mail.changedAt());
        }
    }

    @GetMapping(path = "/v1/jobs/{id}/mails", produces = APPLICATION_JSON_VALUE)
    public Page<MailView> list(Caller caller, @PathVariable String id, Query query) {
        var jobId = Ids.job(id);
        var after = Addresses.after(query.knowing(KNOWN));
        var states = query.anyOf("state", MailState.values(), MailState::label);
        int size = Paging.size(query.one("page_size"));
        var job = jobs.find(caller.tenantId(), jobId).orElseThrow(() -> Ids.noSuchJob(jobId));
        var found = new ArrayList<Mails.Mail>();
        if (!isNumber(after)) {
            found.addAll(mails.of(caller.tenantId(), job.id(), states, after, size + 1));
        }
        if (found.size() <= size && job.kind().equals(BulkMail.KIND.name())) {
            int from = isNumber(after) ? Integer.parseInt(after) : 0;
            batches.madeBy(caller.tenantId(), job.id())
                    .ifPresent(batch -> found.addAll(
                            mails.of(caller.tenantId(), batch.id(), states, from, size + 1 - found.size())));
        }
        return Page.of(found, size, MailController::place).map(MailView::of);
    }

    /** After its own, which are in the order of their addresses, come those of the jobs that it made, in the order of these. */
    private static String place(Mails.Mail last) {
        return Addresses.token(last.nr() == 0 ? last.address() : String.valueOf(last.nr()));
    }

    private static boolean isNumber(String place) {
        return place.matches("[0-9]{1,9}");
    }
}
