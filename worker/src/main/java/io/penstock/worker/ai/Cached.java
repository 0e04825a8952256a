package io.penstock.worker.ai;

import io.penstock.catalog.ai.Finish;
import io.penstock.db.cache.KeptAnswers.NewAnswer;
import io.penstock.db.cache.QuestionKey;
import io.penstock.worker.ai.cache.AnswerCache.Found;
import io.penstock.worker.ai.cache.Sharing;
import io.penstock.worker.ai.cache.Turn;
import io.penstock.worker.ai.deployment.Deployment;
import io.penstock.worker.ai.task.Judged;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Run;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One attempt that is content with an answer which was given to the same question before, or is being given to somebody else. */
final class Cached<R> {

    private final Sharing sharing;
    private final Asked<R> asked;
    private final Run run;
    private final Account account;
    private final Chain<R> chain;
    private boolean waited;

    Cached(Sharing sharing, Asked<R> asked, Run run, Account account, Chain<R> chain) {
        this.sharing = sharing;
        this.asked = asked;
        this.run = run;
        this.account = account;
        this.chain = chain;
    }

    /** An answer of any deployment of the route will do, the first one's first. */
    Answer<R> over(List<Deployment> route) throws InterruptedException {
        var keys = keys(route);
        while (true) {
            var given = again(keys, route);
            if (given.isPresent()) {
                return given.get();
            }
            switch (turn(keys.keySet().iterator().next(), route)) {
                case Turn.Mine mine -> {
                    return askForAll(keys, route, mine.asking());
                }
                case Turn.Alone alone -> {
                    return ask(route).answer;
                }
                case Turn.Over over -> waited = true;
            }
        }
    }

    /** Who is stopped while somebody else asks has called nobody. */
    private Turn turn(QuestionKey key, List<Deployment> route) throws InterruptedException {
        try {
            return sharing.turns().take(key);
        } catch (InterruptedException e) {
            account.spare(route, run);
            throw e;
        }
    }

    private Map<QuestionKey, Deployment> keys(List<Deployment> route) {
        var keys = new LinkedHashMap<QuestionKey, Deployment>();
        for (var deployment : route) {
            keys.putIfAbsent(asked.key(run.tenant(), deployment), deployment);
        }
        return keys;
    }

    /** An answer that was given before, if there is one that will still do. */
    private Optional<Answer<R>> again(Map<QuestionKey, Deployment> keys, List<Deployment> route) {
        return sharing.answers().find(run.tenant(), keys.keySet()).flatMap(found -> switch (asked.judge(found.text())) {
            case Judged.Good<R> good ->
                Optional.of(again(Objects.requireNonNull(keys.get(found.key())), found, good, route));
            case Judged.Bad<R> bad -> Optional.empty();
        });
    }

    private Answer<R> again(Deployment deployment, Found found, Judged.Good<R> good, List<Deployment> route) {
        account.givenAgain(deployment, found.cost(), route, run);
        sharing.looks().found(waited);
        if (asked.isStreamed()) {
            run.append(found.text());
        }
        return Answer.done(good.result().apply(account.made(deployment, Finish.STOP)));
    }

    private Answer<R> askForAll(Map<QuestionKey, Deployment> keys, List<Deployment> route, Turn.Asking asking)
            throws InterruptedException {
        boolean shared = true;
        try {
            // Somebody may have kept one between the look and the turn.
            var given = again(keys, route);
            if (given.isPresent()) {
                return given.get();
            }
            var made = ask(route);
            shared = !(made.answer instanceof Answer.Done<R>) || made.kept;
            return made.answer;
        } finally {
            asking.over(shared);
        }
    }

    private record Made<R>(Answer<R> answer, boolean kept) {}

    private Made<R> ask(List<Deployment> route) throws InterruptedException {
        account.notGivenAgain(route.getFirst(), run);
        sharing.looks().missed();
        var answer = chain.over(route);
        return new Made<>(answer, chain.accepted().map(this::keep).orElse(false));
    }

    /** What a sandbox made up is nothing to be given in the name of a service. */
    private boolean keep(Accepted accepted) {
        return accepted.finish() == Finish.STOP
                && account.mode(accepted.deployment()) == accepted.deployment().mode()
                && sharing.answers()
                        .keep(new NewAnswer(
                                asked.key(run.tenant(), accepted.deployment()),
                                run.tenant(),
                                asked.kind(),
                                accepted.deployment().endpoint().model(),
                                accepted.text(),
                                account.millionths()));
    }
}
