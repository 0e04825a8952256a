package io.penstock.worker.email;

import io.penstock.catalog.email.BulkMail;
import io.penstock.catalog.email.BulkMail.Recipient;
import io.penstock.catalog.email.BulkMail.Result;
import io.penstock.catalog.email.CompiledTemplate;
import io.penstock.catalog.email.SentMail.LeftOut;
import io.penstock.catalog.email.TemplateMail;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Sha256;
import io.penstock.catalog.json.Violation;
import io.penstock.db.batch.Batch;
import io.penstock.db.batch.Batches;
import io.penstock.db.batch.Begun;
import io.penstock.db.batch.Begun.Receiving;
import io.penstock.db.batch.ItemState;
import io.penstock.db.batch.NewItem;
import io.penstock.db.batch.Part;
import io.penstock.db.batch.Receptions;
import io.penstock.db.batch.UnfinishedBatches;
import io.penstock.db.job.BatchId;
import io.penstock.db.mail.Mails;
import io.penstock.db.submission.Inherited;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Terms;
import io.penstock.db.template.CompiledTemplates;
import io.penstock.worker.email.Rows.Row;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Run;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Makes a job of each mail of a bulk mail, all in one batch, and waits for them. So each has attempts of its own, waits for limits like any
 * other mail and lets others pass; and what is in the batch is never made again.
 */
final class Bulk {

    private static final int AT_ONCE = 1000;
    private static final int MOST_ERRORS = 10;

    /** How long until the next look, when the end of the batch does not come first. */
    private static final Duration LOOK = Duration.ofSeconds(30);

    private static final Duration UNTIL_ANOTHER_IS_DONE = Duration.ofSeconds(5);

    private final CompiledTemplates templates;
    private final Receptions receptions;
    private final Batches batches;
    private final Inherited inherited;
    private final Mails mails;

    Bulk(CompiledTemplates templates, Receptions receptions, Batches batches, Inherited inherited, Mails mails) {
        this.templates = templates;
        this.receptions = receptions;
        this.batches = batches;
        this.inherited = inherited;
        this.mails = mails;
    }

    /**
     * What the list of recipients is found to be, once.
     *
     * @param repeated how many times an address stands there again
     * @param wrong the first of what is wrong with it
     */
    record Checked(long recipients, long repeated, List<String> wrong) {}

    Answer<Result> run(Mailer mailer, BulkMail.Payload payload, Run run) throws Exception {
        var refusal = mailer.refusal(payload.to(new Recipient("nobody", null, null)));
        if (refusal.isPresent()) {
            return new Answer.Permanent<>(refusal.get());
        }
        var checked = run.step("recipients", Checked.class, () -> check(payload, run));
        if (!checked.wrong.isEmpty()) {
            return Answer.permanent(
                    "recipients_invalid", "No mail was made: " + String.join("; ", checked.wrong) + ".");
        }
        var made = batches.madeBy(run.tenant(), run.id());
        return made.isPresent() && made.get().sealedAt() != null
                ? look(made.get(), checked, run)
                : make(mailer, payload, checked, run);
    }

    private Checked check(BulkMail.Payload payload, Run run) throws IOException {
        int version = payload.version() == null ? 0 : payload.version();
        var template = templates.find(run.tenant(), payload.template(), version);
        if (template.isEmpty()) {
            return new Checked(0, 0, List.of("the template is not there in this version"));
        }
        var seen = new HashSet<String>();
        long repeated = 0;
        var wrong = new ArrayList<String>();
        try (var rows = Rows.of(payload, run.artifacts())) {
            for (var row = rows.next(); row != null && wrong.size() < MOST_ERRORS; row = rows.next()) {
                violations(row, payload, template.get()).stream()
                        .limit(MOST_ERRORS - wrong.size())
                        .forEach(wrong::add);
                if (row.recipient() instanceof Read.Valid<Recipient>(var recipient)
                        && !seen.add(recipient.address().key())) {
                    repeated++;
                }
                if (seen.size() > BulkMail.MOST_RECIPIENTS) {
                    wrong.add("there are more than %d recipients".formatted(BulkMail.MOST_RECIPIENTS));
                    break;
                }
            }
        }
        if (seen.isEmpty() && wrong.isEmpty()) {
            wrong.add("there are no recipients");
        }
        return new Checked(seen.size(), repeated, wrong);
    }

    private static List<String> violations(Row row, BulkMail.Payload payload, CompiledTemplate template) {
        var violations = switch (row.recipient()) {
            case Read.Valid<Recipient>(var recipient) -> payload.gaps(template, recipient);
            case Read.Invalid<Recipient> invalid -> invalid.violations();
        };
        return violations.stream().map(violation -> said(row, violation)).toList();
    }

    private static String said(Row row, Violation violation) {
        var place = violation.pointer().replaceFirst("^/", "");
        return "line %d: %s%s".formatted(row.nr(), place.isEmpty() ? "" : place + " ", violation.detail());
    }

    private Answer<Result> make(Mailer mailer, BulkMail.Payload payload, Checked checked, Run run) throws Exception {
        return switch (receptions.begin(
                run.tenant(), run.id(), Map.of("bulk", run.id().toString()))) {
            case Receiving receiving -> {
                fill(mailer, payload, checked, run, receiving);
                yield Answer.awaiting(subject(receiving.batch()), LOOK);
            }
            // An attempt that was given up adds to it still, or it was closed at this moment.
            case Begun other -> Answer.awaiting(subject(other.batch()), UNTIL_ANOTHER_IS_DONE);
        };
    }

    private static String subject(BatchId batch) {
        return UnfinishedBatches.subject(batch);
    }

    private void fill(Mailer mailer, BulkMail.Payload payload, Checked checked, Run run, Receiving receiving)
            throws IOException, InterruptedException {
        var filling = new Filling(mailer, payload, run, receiving, inherited.of(run.id()));
        try (var rows = Rows.of(payload, run.artifacts())) {
            long done = 0;
            for (var part = filling.next(rows); !part.isEmpty(); part = filling.next(rows)) {
                if (run.cancelled()) {
                    throw new InterruptedException();
                }
                filling.store(part);
                done += part.size();
                run.progress(0, checked.recipients, receiving.batch() + " has " + done + " of them");
            }
            receptions.seal(receiving, Sha256.of(run.id().toString()));
        } finally {
            receptions.release(receiving);
        }
    }

    /** Adds the jobs of one attempt to the batch. */
    private final class Filling {

        private final Mailer mailer;
        private final BulkMail.Payload payload;
        private final Run run;
        private final Receiving receiving;
        private final Terms terms;
        private final HashSet<String> seen = new HashSet<>();

        Filling(Mailer mailer, BulkMail.Payload payload, Run run, Receiving receiving, Terms terms) {
            this.mailer = mailer;
            this.payload = payload;
            this.run = run;
            this.receiving = receiving;
            this.terms = terms;
        }

        /** The next ones, each address once; by the numbers of their rows, which are the same in each attempt. */
        Map<Integer, Recipient> next(Rows rows) throws IOException {
            var part = new HashMap<Integer, Recipient>();
            while (part.size() < AT_ONCE) {
                var row = rows.next();
                if (row == null) {
                    return part;
                }
                if (row.recipient() instanceof Read.Valid<Recipient>(var recipient)
                        && seen.add(recipient.address().key())) {
                    part.put(row.nr(), recipient);
                }
            }
            return part;
        }

        /** Those who get no mail are not even asked for it. */
        void store(Map<Integer, Recipient> part) throws InterruptedException {
            var keys = part.values().stream().map(one -> one.address().key()).toList();
            var suppressed = mailer.suppressed(run.tenant(), keys, payload.despiteUnsubscribe());
            var leftOut = new ArrayList<LeftOut>();
            var items = new ArrayList<NewItem>();
            part.forEach((nr, recipient) -> {
                var reason = suppressed.get(recipient.address().key());
                if (reason == null) {
                    items.add(item(nr, recipient));
                } else {
                    leftOut.add(new LeftOut(recipient.email(), reason.label()));
                }
            });
            mailer.note(run, List.of(), leftOut);
            if (receptions.store(receiving, items) instanceof Part.Lost) {
                throw new InterruptedException();
            }
        }

        private NewItem item(int nr, Recipient recipient) {
            var mail = Json.write(payload.to(recipient));
            return new NewItem(
                    nr,
                    null,
                    Sha256.of(mail),
                    new Read.Valid<>(Submission.of(run.tenant(), TemplateMail.KIND, mail, terms)));
        }
    }

    private Answer<Result> look(Batch batch, Checked checked, Run run) {
        var counts = batch.counts() == null ? batches.count(batch.id()) : batch.counts();
        long late = batches.failedWith(batch.id(), Mailer.SUPPRESSED);
        var result = new Result(
                batch.id().toString(),
                checked.recipients,
                counts.of(ItemState.SUCCEEDED),
                mails.suppressed(run.tenant(), run.id()) + late,
                counts.of(ItemState.FAILED) - late,
                counts.of(ItemState.OUTCOME_UNKNOWN),
                counts.of(ItemState.CANCELLED) + counts.of(ItemState.EXPIRED),
                checked.repeated);
        run.progress(
                result.accepted() + result.leftOut() + result.failed() + result.unknown() + result.cancelled(),
                checked.recipients,
                result.batch());
        if (batch.finishedAt() == null) {
            return Answer.awaiting(subject(batch.id()), LOOK);
        }
        return result.accepted() == 0 && result.failed() > 0
                ? Answer.permanent(
                        "no_mail_sent",
                        "None of the %d mails was taken. GET /v1/batches/%s/items says why of each."
                                .formatted(result.failed(), result.batch()))
                : Answer.done(result);
    }
}
