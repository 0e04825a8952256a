package io.penstock.sandbox.effect;

import io.penstock.sandbox.server.Answer;
import io.penstock.sandbox.server.Caller;
import io.penstock.sandbox.server.Handler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows and clears over HTTP what was done. */
public final class EffectEndpoint implements Handler {

    public static final String PATH = "/_sandbox/effects";

    private static final int PAGE = 1_000;

    private final Effects effects;

    public EffectEndpoint(Effects effects) {
        this.effects = effects;
    }

    /** What is shown at once; ask for more after the last one's number. */
    private record Page(List<Effect> effects) {}

    @Override
    public void handle(Caller caller) throws IOException {
        caller.send(
                switch (caller.method() + " " + caller.path()) {
                    case "GET " + PATH -> show(caller);
                    case "GET " + PATH + "/summary" -> Answer.of(200, effects.summary());
                    case "DELETE " + PATH -> {
                        effects.clear();
                        yield Answer.empty(204);
                    }
                    default ->
                        Answer.of(404, Map.of("detail", "There are the effects, which can be deleted, and /summary."));
                });
    }

    private Answer show(Caller caller) {
        try {
            var after = number(caller.query("after"), 0);
            var limit = Math.toIntExact(number(caller.query("limit"), PAGE));
            var page = effects.after(after, limit, caller.query("kind"));
            return Answer.of(200, new Page(page));
        } catch (ArithmeticException | NumberFormatException e) {
            return Answer.of(400, Map.of("detail", "after and limit are whole numbers."));
        }
    }

    private static long number(@Nullable String text, long otherwise) {
        return text == null ? otherwise : Long.parseUnsignedLong(text);
    }
}
