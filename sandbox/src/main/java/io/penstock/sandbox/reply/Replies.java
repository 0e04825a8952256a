package io.penstock.sandbox.reply;

import io.penstock.catalog.json.Json;
import io.penstock.sandbox.reply.Reply.Finish;
import java.util.Objects;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;

/** Makes up what a model says. Only its seed and the request decide what it is. */
public final class Replies {

    private static final int SHORT = 40;
    private static final int LONG = 160;

    private final long seed;
    private final PromptCache cache = new PromptCache();

    public Replies(long seed) {
        this.seed = seed;
    }

    /** @param owner whose cache it is: a key and a model */
    public Reply to(Ask ask, String owner) {
        var random = random(ask);
        var tokens = random.nextInt(SHORT, LONG);
        var text = text(ask, tokens, random);
        var reasoning = reasoning(ask, random);
        var room = ask.maxTokens() == null ? Integer.MAX_VALUE : Math.max(1, ask.maxTokens() - reasoning);
        var whole = new Reply(text, Finish.STOP, input(ask, owner, Tokens.in(text) + reasoning, reasoning));
        return Tokens.in(text) <= room ? whole : whole.saying(text.substring(0, room * Tokens.LENGTH), Finish.LENGTH);
    }

    /** The same, only that it does not fit the schema. */
    public Reply misfit(Ask ask, Reply reply) {
        return ask.schema() == null ? reply : reply.saying(Json.write(Instance.misfit(ask.schema())), reply.finish());
    }

    private static String text(Ask ask, int tokens, SplittableRandom random) {
        if (ask.schema() != null) {
            return json(ask.schema(), random);
        }
        return Prose.isDiffWanted(ask) ? Prose.DIFF : Prose.about(ask.task(), tokens, random);
    }

    private static String json(JsonNode schema, SplittableRandom random) {
        return Json.write(new Instance(schema, random).make());
    }

    private static int reasoning(Ask ask, SplittableRandom random) {
        var some = 16 * random.nextInt(1, 8);
        var most = ask.maxTokens() == null ? some : ask.maxTokens() / 4;
        return ask.reasons() ? Math.min(some, most) : 0;
    }

    private Usage input(Ask ask, String owner, int output, int reasoning) {
        var all = Tokens.in(ask.text());
        var prefix = ask.prefix();
        if (prefix == null) {
            return new Usage(all, cache.begins(owner, ask.text()), 0, output, reasoning);
        }
        var marked = PromptCache.isWorthIt(prefix.text()) ? Tokens.in(prefix.text()) : 0;
        var known = marked > 0 && cache.knows(owner, prefix.text());
        return new Usage(all, known ? marked : 0, known ? 0 : marked, output, reasoning);
    }

    private SplittableRandom random(Ask ask) {
        return new SplittableRandom(
                seed ^ (31L * Objects.hash(ask.model(), ask.text()) + Objects.hashCode(ask.schema())));
    }
}
