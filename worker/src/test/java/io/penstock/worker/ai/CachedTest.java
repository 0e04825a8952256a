package io.penstock.worker.ai;

import static io.penstock.worker.ai.TwoDeployments.OVERLOADED;
import static io.penstock.worker.ai.TwoDeployments.UNPAID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.catalog.ai.AiContent;
import io.penstock.catalog.ai.AiGenerate;
import io.penstock.catalog.ai.CacheUse;
import io.penstock.catalog.ai.Hop;
import io.penstock.catalog.ai.Usage;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.kind.Mode;
import io.penstock.db.cache.KeptAnswers;
import io.penstock.db.usage.Consumption;
import io.penstock.worker.ai.cache.Sharing;
import io.penstock.worker.ai.deployment.Doors;
import io.penstock.worker.ai.provider.OpenAi;
import io.penstock.worker.ai.task.Generate;
import io.penstock.worker.ai.testing.OneSharing;
import io.penstock.worker.ai.testing.RecordedRun;
import io.penstock.worker.ai.testing.Script;
import io.penstock.worker.ai.testing.Time;
import io.penstock.worker.ai.testing.Wire;
import io.penstock.worker.handler.Answer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class CachedTest {

    private static final String SCHEMA = "{\"type\": \"object\", \"required\": [\"n\"]}";

    @AutoClose
    private final Script script = new Script();

    @AutoClose
    private final Script spare = new Script();

    private final MeterRegistry meters = new SimpleMeterRegistry();

    @AutoClose
    private final Sharing elsewhere = OneSharing.another(meters);

    private final int tenant = OneSharing.tenant();
    private final Map<String, String> properties = new HashMap<>();
    private final CountDownLatch letGo = new CountDownLatch(1);

    CachedTest() {
        properties.putAll(script.deployedAs("a", "openai"));
        properties.put("penstock.ai.deployments.a.model", "gpt-5-mini");
    }

    @AfterEach
    void letEverybodyGo() {
        letGo.countDown();
    }

    private static AiGenerate.Payload payload(String content, @Nullable String schema, boolean stream) {
        return payload(content, schema, stream, null);
    }

    private static AiGenerate.Payload payload(String content, @Nullable String schema, double temperature) {
        return payload(content, schema, false, temperature);
    }

    private static AiGenerate.Payload payload(
            String content, @Nullable String schema, boolean stream, @Nullable Double temperature) {
        JsonNode json = schema == null ? null : Json.mapper().readTree(schema);
        return new AiGenerate.Payload("java", content, null, json, null, stream, null, temperature, true);
    }

    private static final AiGenerate.Payload PLAIN = payload("a haiku", null, false);

    private AiHandler<AiGenerate.Payload, AiContent> handler(Sharing sharing) {
        var models = new Models(
                AiSettingsTest.bound(properties),
                List.of(OpenAi.itself()),
                Map.of(),
                Doors.ofOneself(new Time().clock()),
                new Time().clock());
        return new AiHandler<>(new Generate(), models, sharing);
    }

    private AiContent done(AiGenerate.Payload payload, RecordedRun run) throws InterruptedException {
        return result(handler(OneSharing.get()).run(payload, run));
    }

    private AiContent done(AiGenerate.Payload payload) throws InterruptedException {
        return done(payload, new RecordedRun(tenant));
    }

    private static AiContent result(Answer<AiContent> answer) {
        return ((Answer.Done<AiContent>) answer).result();
    }

    @Test
    void whatASandboxMadeUpIsNotGivenAgainAsAService() throws Exception {
        script.then(200, Wire.openAi("made up"), "penstock-sandbox", "true").then(Wire.openAi("meant"));

        assertThat(done(PLAIN).content()).isEqualTo("made up");

        assertThat(done(PLAIN).content()).isEqualTo("meant");
    }

    /** One that is under way, on a thread that may be interrupted. */
    private final class Underway {
        private final CompletableFuture<Answer<AiContent>> answer = new CompletableFuture<>();
        private final Thread thread;

        private Underway(Sharing sharing) {
            var handler = handler(sharing);
            thread = Thread.startVirtualThread(() -> {
                try {
                    answer.complete(handler.run(PLAIN, new RecordedRun(tenant)));
                } catch (InterruptedException e) {
                    answer.completeExceptionally(e);
                }
            });
        }

        private AiContent result() {
            return CachedTest.result(answer.join());
        }

        private Underway waits() {
            await().until(() -> thread.getState() == Thread.State.WAITING);
            return this;
        }
    }

    private void thenWhenLetGo(String body) {
        thenWhenLetGo(letGo, body);
    }

    private void thenWhenLetGo(CountDownLatch door, String body) {
        script.then(exchange -> {
            door.await();
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        });
    }

    @Test
    void theSameQuestionIsAskedOnce() throws Exception {
        script.then(Wire.openAi("words"));
        var run = new RecordedRun(tenant);

        var first = done(PLAIN, run);
        assertThat(first.cache()).isEqualTo(CacheUse.MISS);
        assertThat(first.saved()).isNull();
        assertThat(first.cost()).isEqualTo(new BigDecimal("0.000024"));
        assertThat(run.consumed())
                .containsExactly(
                        Consumption.miss("openai", "gpt-5-mini", Mode.LIVE),
                        Consumption.call("openai", "gpt-5-mini", Mode.LIVE, first.usage(), first.cost()));

        run = new RecordedRun(tenant);
        var second = done(PLAIN, run);
        assertThat(second.content()).isEqualTo("words");
        assertThat(second.cache()).isEqualTo(CacheUse.HIT);
        assertThat(second.saved()).isEqualByComparingTo("0.000024");
        assertThat(second.cost()).isZero();
        assertThat(second.usage()).isEqualTo(Usage.NONE);
        assertThat(second.provider()).isEqualTo("openai");
        assertThat(second.model()).isEqualTo("gpt-5-mini");
        assertThat(second.mode()).isEqualTo(Mode.LIVE);
        assertThat(second.hops()).containsExactly(new Hop("a", "cached", 0, 0));
        assertThat(run.cost()).isZero();
        assertThat(run.used())
                .isEqualTo(Map.of("a:requests", 0L, "a:input_tokens", 0L, "a:output_tokens", 0L, "a:tokens", 0L));
        assertThat(run.consumed()).containsExactly(Consumption.hit("openai", "gpt-5-mini", Mode.LIVE, second.saved()));
        assertThat(script.seen()).hasSize(1);
    }

    @Test
    void howOftenAnAnswerIsFoundIsCounted() throws Exception {
        thenWhenLetGo(Wire.openAi("words"));

        var first = new Underway(elsewhere);
        await().until(() -> !script.seen().isEmpty());
        var second = new Underway(elsewhere);
        await().until(() -> elsewhere.turns().waitingHere() == 1);
        letGo.countDown();
        first.result();
        second.result();
        new Underway(elsewhere).result();

        assertThat(looks("miss")).isEqualTo(1);
        assertThat(looks("joined")).isEqualTo(1);
        assertThat(looks("hit")).isEqualTo(1);
    }

    private double looks(String outcome) {
        return meters.counter("penstock.ai.cache", "outcome", outcome).count();
    }

    @Test
    void whatHadNoPriceSavesNobodyKnowsWhat() throws Exception {
        properties.put("penstock.ai.deployments.a.model", "m-1");
        script.then(Wire.openAi("words"));

        done(PLAIN);
        var second = done(PLAIN);

        assertThat(second.cache()).isEqualTo(CacheUse.HIT);
        assertThat(second.saved()).isNull();
        assertThat(second.cost()).isZero();
    }

    @Test
    void anAnswerIsGivenToItsTenantAlone() throws Exception {
        script.then(Wire.openAi("words"));

        done(PLAIN);

        assertThat(done(PLAIN, new RecordedRun(OneSharing.tenant())).cache()).isEqualTo(CacheUse.MISS);
        assertThat(script.seen()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"model, gpt-5", "provider, openai-compatible", "max-output-tokens, 100", "mode, local-model"})
    void anotherModelIsAskedForItself(String setting, String value) throws Exception {
        script.then(Wire.openAi("words"));
        done(PLAIN);
        properties.put("penstock.ai.deployments.a." + setting, value);
        var models = new Models(
                AiSettingsTest.bound(properties),
                List.of(OpenAi.itself(), OpenAi.compatible()),
                Map.of(),
                Doors.ofOneself(new Time().clock()),
                new Time().clock());

        var other =
                result(new AiHandler<>(new Generate(), models, OneSharing.get()).run(PLAIN, new RecordedRun(tenant)));

        assertThat(other.cache()).isEqualTo(CacheUse.MISS);
    }

    @Test
    void anotherQuestionIsAsked() throws Exception {
        script.then(Wire.openAi("{\"n\": 1}"));
        done(payload("a haiku", SCHEMA, false));

        assertThat(done(PLAIN).cache()).isEqualTo(CacheUse.MISS);
        assertThat(done(payload("a haikU", SCHEMA, false)).cache()).isEqualTo(CacheUse.MISS);
        assertThat(done(payload("a haiku", "{\"type\": \"object\"}", false)).cache())
                .isEqualTo(CacheUse.MISS);
        assertThat(done(payload("a haiku", SCHEMA, 0.5)).cache()).isEqualTo(CacheUse.MISS);
        assertThat(done(payload("a haiku", "{\"required\": [\"n\"], \"type\": \"object\"}", false))
                        .cache())
                .isEqualTo(CacheUse.HIT);
    }

    @Test
    void whoStreamsGetsTheTextAtOnce() throws Exception {
        script.thenStream(Wire.openAiStream("first ", "second"));
        var run = new RecordedRun(tenant);

        done(payload("a haiku", null, true));
        assertThat(done(payload("a haiku", null, true), run).content()).isEqualTo("first second");

        assertThat(run.chunks()).containsExactly("first second");
        run = new RecordedRun(tenant);
        assertThat(done(PLAIN, run).cache()).isEqualTo(CacheUse.HIT);
        assertThat(run.chunks()).isEmpty();
    }

    @Test
    void anAnswerThatIsCutOffIsNotGivenAgain() throws Exception {
        script.then(Wire.openAi("half", "length")).then(Wire.openAi("whole"));

        assertThat(done(PLAIN).content()).isEqualTo("half");
        assertThat(done(PLAIN).content()).isEqualTo("whole");
        assertThat(done(PLAIN).cache()).isEqualTo(CacheUse.HIT);
    }

    @Test
    void whatWasRepairedIsGivenAgain() throws Exception {
        script.then(Wire.openAi("none")).then(Wire.openAi("{\"n\": 1}"));

        done(payload("a haiku", SCHEMA, false));
        var second = done(payload("a haiku", SCHEMA, false));

        assertThat(second.content()).isEqualTo("{\"n\":1}");
        assertThat(second.saved()).isEqualByComparingTo("0.000048");
        assertThat(script.seen()).hasSize(2);
    }

    @Test
    void theAnswerOfAnyDeploymentOfTheRouteWillDo() throws Exception {
        properties.putAll(spare.deployedAs("b", "openai"));
        script.then(429, UNPAID);
        spare.then(Wire.openAi("words"));

        assertThat(done(PLAIN).model()).isEqualTo("m-1");
        var run = new RecordedRun(tenant);
        var second = done(PLAIN, run);

        assertThat(run.used()).containsEntry("a:requests", 0L).containsEntry("b:requests", 0L);
        assertThat(second.hops()).extracting(Hop::outcome).containsExactly("cached");
        assertThat(second.model()).isEqualTo("m-1");
        assertThat(script.seen()).hasSize(1);
    }

    @Test
    void anotherWorkerGivesItAgainUntilItIsDeleted() throws Exception {
        script.then(Wire.openAi("old")).then(Wire.openAi("new"));
        done(PLAIN);
        assertThat(done(PLAIN).content()).isEqualTo("old");
        assertThat(result(handler(elsewhere).run(PLAIN, new RecordedRun(tenant)))
                        .content())
                .isEqualTo("old");

        new KeptAnswers(OneSharing.database().database()).delete(tenant, null, null);

        assertThat(result(handler(elsewhere).run(PLAIN, new RecordedRun(tenant)))
                        .content())
                .isEqualTo("new");
        assertThat(done(PLAIN).content()).isEqualTo("new");
        assertThat(script.seen()).hasSize(2);
    }

    @Test
    void thoseWithTheSameQuestionShareOneCall() throws Exception {
        thenWhenLetGo(Wire.openAi("words"));
        var first = new Underway(OneSharing.get());
        await().until(() -> script.seen().size() == 1);
        var here = new Underway(OneSharing.get()).waits();
        var there = new Underway(elsewhere).waits();
        await().until(() -> elsewhere.turns().waitingForOthers() == 1);

        letGo.countDown();

        assertThat(List.of(first, here, there))
                .extracting(one -> one.result().content())
                .containsOnly("words");
        assertThat(List.of(first, here, there))
                .extracting(one -> one.result().cache())
                .containsExactly(CacheUse.MISS, CacheUse.HIT, CacheUse.HIT);
        assertThat(script.seen()).hasSize(1);
    }

    @Test
    void anotherTakesOverWhenTheFirstIsStopped() throws Exception {
        thenWhenLetGo(Wire.openAi("late"));
        script.then(Wire.openAi("words"));
        var first = new Underway(OneSharing.get());
        await().until(() -> script.seen().size() == 1);
        var here = new Underway(OneSharing.get()).waits();
        var alsoHere = new Underway(OneSharing.get()).waits();
        var there = new Underway(elsewhere).waits();

        first.thread.interrupt();

        assertThat(List.of(here, alsoHere, there))
                .extracting(one -> one.result().content())
                .containsOnly("words");
        assertThat(first.answer).isCompletedExceptionally();
        assertThat(script.seen()).hasSize(2);
    }

    @Test
    void whoseTurnComesLateLooksOnceMore() throws Exception {
        thenWhenLetGo(Wire.openAi("words"));
        var first = new Underway(OneSharing.get());
        await().until(() -> script.seen().size() == 1);

        var late = OneSharing.database().jdbi().inTransaction(handle -> {
            handle.execute("LOCK TABLE ai_asking IN EXCLUSIVE MODE");
            var there = new Underway(elsewhere);
            OneSharing.database().awaitWaiter();
            letGo.countDown();
            first.result();
            handle.execute("DELETE FROM ai_asking");
            return there;
        });

        assertThat(late.result().cache()).isEqualTo(CacheUse.HIT);
        assertThat(script.seen()).hasSize(1);
    }

    @Test
    void whoWaitsIsStopped() throws Exception {
        thenWhenLetGo(Wire.openAi("words"));
        var first = new Underway(OneSharing.get());
        await().until(() -> script.seen().size() == 1);
        var here = new Underway(OneSharing.get()).waits();
        var there = new Underway(elsewhere).waits();
        await().until(() -> elsewhere.turns().waitingForOthers() == 1);

        here.thread.interrupt();
        there.thread.interrupt();

        await().until(() -> here.answer.isCompletedExceptionally() && there.answer.isCompletedExceptionally());
        assertThat(elsewhere.turns().waitingForOthers()).isZero();
        letGo.countDown();
        assertThat(first.result().content()).isEqualTo("words");
    }

    @Test
    void whoWaitedForAnAnswerThatIsNotSharedAsksForItself() throws Exception {
        thenWhenLetGo(letGo, Wire.openAi("half", "length"));
        var both = new CountDownLatch(1);
        thenWhenLetGo(both, Wire.openAi("whole"));
        var first = new Underway(OneSharing.get());
        await().until(() -> script.seen().size() == 1);
        var waiting = List.of(new Underway(OneSharing.get()).waits(), new Underway(OneSharing.get()).waits());
        await().until(() -> OneSharing.get().turns().waitingHere() == 2);

        letGo.countDown();

        assertThat(first.result().content()).isEqualTo("half");
        await().until(() -> script.seen().size() == 3);
        both.countDown();
        assertThat(waiting).extracting(one -> one.result().content()).containsOnly("whole");
    }

    @Test
    void aFailureIsNotGivenAgain() throws Exception {
        script.then(503, OVERLOADED).then(Wire.openAi("words"));
        var run = new RecordedRun(tenant);

        assertThat(handler(OneSharing.get()).run(PLAIN, run)).isInstanceOf(Answer.Retryable.class);
        assertThat(run.consumed()).hasSize(2);
        assertThat(done(PLAIN).cache()).isEqualTo(CacheUse.MISS);
    }
}
