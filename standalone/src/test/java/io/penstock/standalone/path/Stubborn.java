package io.penstock.standalone.path;

import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.kind.RetryPolicy;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Handler;
import io.penstock.worker.handler.Run;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** Takes no notice of being asked to stop, and never ends where it is told to be stubborn. */
record Stubborn(boolean stubborn) implements Handler<Stubborn.Payload, Stubborn.Result> {

    static final Kind<Payload, Result> KIND = new Kind<>(
            "test.stubborn",
            "Takes no notice of being asked to stop.",
            Lane.EMAIL,
            Payload.class,
            Result.class,
            RetryPolicy.exponential(5, Duration.ofMillis(100), Duration.ofMillis(500)),
            Duration.ofHours(1));

    record Payload() {}

    record Result() {}

    @Override
    public Kind<Payload, Result> kind() {
        return KIND;
    }

    @Override
    public Answer<Result> run(Payload payload, Run run) {
        if (stubborn) {
            new Semaphore(0).acquireUninterruptibly();
        }
        return Answer.done(new Result());
    }

    @AutoConfiguration
    @ConditionalOnProperty("test.kind.stubborn")
    static class Installed {

        @Bean
        Kind<?, ?> stubbornKind() {
            return KIND;
        }

        @Bean
        Handler<?, ?> stubbornHandler(@Value("${test.kind.stubborn}") String how) {
            return new Stubborn(how.equals("always"));
        }
    }
}
