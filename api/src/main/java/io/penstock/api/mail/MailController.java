package io.penstock.api.mail;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.inspect.Ids;
import io.penstock.api.query.Page;
import io.penstock.api.query.Paging;
import io.penstock.api.query.Query;
import io.penstock.db.job.Jobs;
import io.penstock.db.mail.Mails;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What became of a job's mails, which is told after the job has ended. */
@RestController
public final class MailController {

    private final Jobs jobs;
    private final Mails mails;

    public MailController(Jobs jobs, Mails mails) {
        this.jobs = jobs;
        this.mails = mails;
    }

    record MailView(String email, String state, @Nullable String detail, Instant changedAt) {
        static MailView of(Mails.Mail mail) {
            return new MailView(mail.address(), mail.state().label(), mail.detail(), mail.changedAt());
        }
    }

    @GetMapping(path = "/v1/jobs/{id}/mails", produces = APPLICATION_JSON_VALUE)
    public Page<MailView> list(Caller caller, @PathVariable String id, Query query) {
        var jobId = Ids.job(id);
        var after = Addresses.after(query.knowing(Paging.PARAMETERS));
        int size = Paging.size(query.one("page_size"));
        var job = jobs.find(caller.tenantId(), jobId).orElseThrow(() -> Ids.noSuchJob(jobId));
        var found = mails.of(caller.tenantId(), job.id(), after, size + 1);
        return Page.of(found, size, mail -> Addresses.token(mail.address())).map(MailView::of);
    }
}
