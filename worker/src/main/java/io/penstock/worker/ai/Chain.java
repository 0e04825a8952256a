package io.penstock.worker.ai;

import io.penstock.catalog.ai.Finish;
import io.penstock.worker.ai.deployment.Deployment;
import io.penstock.worker.ai.deployment.Doors;
import io.penstock.worker.ai.provider.Calls;
import io.penstock.worker.ai.provider.Question;
import io.penstock.worker.ai.provider.Reply;
import io.penstock.worker.ai.provider.Reply.Answered;
import io.penstock.worker.ai.provider.Reply.Failed;
import io.penstock.worker.ai.provider.Trouble;
import io.penstock.worker.ai.task.Judged;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Run;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt over the deployments of its route, in their order. It goes on to the next one where a retry would be no use, and where an
 * answer is cut off or will not do. To wait is the job's own affair.
 */
final class Chain<R> {

    private final Calls calls;
    private final Doors doors;
    private final Asked<R> asked;
    private final Run run;
    private final Account account;
    private @Nullable Supplier<Answer<R>> cutOff;
    private @Nullable String fault;
    private @Nullable Failed lastFailed;
    private final Set<String> open = new HashSet<>();
    private boolean mayOpen;
    private @Nullable Accepted accepted;

    Chain(Calls calls, Doors doors, Asked<R> asked, Run run, Account account) {
        this.calls = calls;
        this.doors = doors;
        this.asked = asked;
        this.run = run;
        this.account = account;
    }

    /** Begins with the deployment whose limits the job went through. When that has been closed since, it may be any of the others. */
    Answer<R> over(List<Deployment> route) throws InterruptedException {
        var sent = doors.sent(run.id());
        sent.ifPresent(open::add);
        var inOrder = route.stream()
                .sorted(Comparator.comparing((Deployment one) -> !sent.equals(Optional.of(one.name()))))
                .toList();
        if (sent.isEmpty()) {
            inOrder.stream().skip(1).forEach(one -> account.spare(one, run));
        }
        var deployments = inOrder.iterator();
        while (deployments.hasNext()) {
            var deployment = deployments.next();
            var answer = take(deployment, !deployments.hasNext());
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        account.spare(route, run);
        return cutOff == null ? nobodyCould() : cutOff.get();
    }

    private Optional<Answer<R>> take(Deployment deployment, boolean last) throws InterruptedException {
        var question = asked.question(deployment.maxOutputTokens());
        return switch (ask(deployment, question)) {
            case null -> Optional.empty();
            case Failed failed -> failed(deployment, failed);
            case Answered answered -> judge(deployment, question, answered, last);
        };
    }

    /** Nothing when the deployment is to be left alone. */
    private @Nullable Reply ask(Deployment deployment, Question question) throws InterruptedException {
        boolean isClosed = doors.closed().contains(deployment.name());
        if (!open.contains(deployment.name()) && isClosed) {
            return leaveOut(deployment, "closed");
        }
        if (!deployment.circuit().enter(!isClosed)) {
            return leaveOut(deployment, "circuit_open");
        }
        Reply reply = null;
        try {
            account.begin(deployment, run);
            reply = calls.ask(
                    deployment.provider(),
                    deployment.endpoint(),
                    question,
                    run::append,
                    quotas -> doors.learn(deployment, quotas));
            deployment.circuit().told(reply);
            account.called(deployment, question, reply, run);
        } finally {
            if (reply == null) {
                deployment.circuit().givenUp();
            }
        }
        return reply;
    }

    private @Nullable Reply leaveOut(Deployment deployment, String why) {
        mayOpen = true;
        account.leftOut(deployment, why, run);
        return null;
    }

    /** An end, or nothing when the next deployment is to try. */
    private Optional<Answer<R>> failed(Deployment deployment, Failed failed) {
        account.outcome(deployment, failed.trouble().toString(), run);
        lastFailed = failed;
        var message = failed.message() + " " + account.tried();
        shut(deployment, failed);
        return switch (failed.trouble()) {
            // Its gate lets it through again when a deployment of its route is open.
            case RATE -> Optional.of(Answer.retryable(failed.code(), message));
            case OVERLOAD ->
                Optional.of(
                        failed.after() == null
                                ? Answer.retryable(failed.code(), message)
                                : Answer.retryable(failed.code(), message, failed.after()));
            case CALLER -> Optional.of(Answer.permanent(failed.code(), message));
            case MONEY_STOP, CONFIGURATION -> Optional.empty();
        };
    }

    private void shut(Deployment deployment, Failed failed) {
        if (failed.trouble() == Trouble.RATE) {
            doors.havePatience(deployment.name(), Objects.requireNonNull(failed.after()));
        } else if (failed.trouble() == Trouble.MONEY_STOP) {
            doors.closeForGood(deployment.name(), failed.message());
        }
        open.remove(deployment.name());
    }

    private Optional<Answer<R>> judge(Deployment deployment, Question question, Answered answered, boolean last)
            throws InterruptedException {
        boolean cut = answered.finish() == Finish.LENGTH;
        return switch (asked.judge(answered.text())) {
            case Judged.Good<R> good
            when cut && !last && asked.mayEscalate() -> {
                account.outcome(deployment, "truncated", run);
                cutOff = () -> done(deployment, good, answered);
                yield Optional.empty();
            }
            case Judged.Good<R> good -> Optional.of(done(deployment, good, answered));
            case Judged.Bad<R> bad -> {
                account.outcome(deployment, cut ? "truncated" : "invalid_output", run);
                fault = cut ? "The answer is cut off." : bad.fault();
                yield cut
                        ? Optional.empty()
                        : repair(deployment, question.after(answered.text(), Asked.objection(bad)));
            }
        };
    }

    /** Once, by the same model, which is shown what is wrong. */
    private Optional<Answer<R>> repair(Deployment deployment, Question question) throws InterruptedException {
        return switch (ask(deployment, question)) {
            case null -> Optional.empty();
            case Failed failed -> failed(deployment, failed);
            case Answered answered -> repaired(deployment, answered);
        };
    }

    private Optional<Answer<R>> repaired(Deployment deployment, Answered answered) {
        return switch (asked.judge(answered.text())) {
            case Judged.Good<R> good -> Optional.of(done(deployment, good, answered));
            case Judged.Bad<R> bad -> {
                account.outcome(deployment, "invalid_output", run);
                fault = bad.fault();
                yield Optional.empty();
            }
        };
    }

    /** The answer that the result was made of. */
    Optional<Accepted> accepted() {
        return Optional.ofNullable(accepted);
    }

    private Answer<R> done(Deployment deployment, Judged.Good<R> good, Answered answered) {
        accepted = new Accepted(deployment, answered.text(), answered.finish());
        return Answer.done(good.result().apply(account.made(deployment, answered.finish())));
    }

    private Answer<R> nobodyCould() {
        if (fault != null) {
            var message = "No answer would do. " + fault + " " + account.tried();
            // One that is closed or left alone just now may know better.
            return mayOpen ? Answer.retryable("invalid_output", message) : Answer.permanent("invalid_output", message);
        }
        if (lastFailed == null) {
            return Answer.retryable("provider_closed", "What could answer is left alone for now. " + account.tried());
        }
        var message = lastFailed.message() + " " + account.tried();
        // Of the others one may open: by itself, or when somebody has paid.
        return lastFailed.trouble() == Trouble.CONFIGURATION && !mayOpen
                ? Answer.permanent(lastFailed.code(), message)
                : Answer.retryable(lastFailed.code(), message);
    }
}
