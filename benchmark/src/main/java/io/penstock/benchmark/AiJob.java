package io.penstock.benchmark;

import io.penstock.catalog.ai.AiGenerate;
import io.penstock.catalog.json.Json;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Terms;
import io.penstock.worker.ai.provider.Endpoint;
import io.penstock.worker.ai.provider.OpenAi;
import io.penstock.worker.ai.provider.Question;
import io.penstock.worker.ai.provider.Question.Turn;
import io.penstock.worker.ai.task.Generate;
import io.penstock.worker.key.Key;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * An AI job for the sandbox that knows what its call will look like there.
 *
 * @param estimate of the tokens it takes: its prompt's, and the most that may be written
 * @param bodyHash of the request, as the sandbox's journal has it
 */
record AiJob(Submission submission, long estimate, String bodyHash) {

    static final String DEPLOYMENT = "sandbox";
    static final String MODEL = "gpt-4.1-mini";
    static final String TOKENS = DEPLOYMENT + ":tokens";

    private static final int MOST_WRITTEN = 200;
    private static final int LONGEST = 1200;
    private static final int TOKEN = 4;

    /** What stands between the parts of a prompt. */
    private static final int MARGIN = 8;

    /** @param number makes its content different from all others, in its length too */
    static AiJob of(int tenant, int number, boolean limited) {
        var padding = "x".repeat(new SplittableRandom(number).nextInt(LONGEST));
        var payload = new AiGenerate.Payload(
                "java",
                "Function number " + number + " " + padding,
                null,
                null,
                null,
                false,
                MOST_WRITTEN,
                null,
                false);
        var prompt = new Generate().prompt(payload);
        var question =
                new Question(prompt.system(), List.of(new Turn(false, prompt.user())), null, MOST_WRITTEN, null, false);
        int estimate = (prompt.system().length() + prompt.user().length()) / TOKEN + MARGIN + MOST_WRITTEN;
        var terms =
                limited ? Terms.DEFAULT.limits(List.of(TOKENS)).units(Map.of(TOKENS, (long) estimate)) : Terms.DEFAULT;
        return new AiJob(Submission.of(tenant, AiGenerate.KIND, Json.write(payload), terms), estimate, hash(question));
    }

    private static String hash(Question question) {
        var endpoint = new Endpoint("", MODEL, Key.NONE, Duration.ofMinutes(1));
        var body =
                Json.write(OpenAi.itself().request(endpoint, question).body()).getBytes(StandardCharsets.UTF_8);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
