package io.penstock.catalog.json;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.util.JsonParserDelegate;

/** Tells how many pieces a document has while a tree is made of it: three bytes of text can be an object of a hundred. */
final class CountedPieces extends JsonParserDelegate {

    private static final int AT_ONCE = 4096;

    private final IntConsumer told;
    private int untold;

    CountedPieces(JsonParser parser, IntConsumer told) {
        super(parser);
        this.told = told;
    }

    @Override
    public @Nullable JsonToken nextToken() {
        count();
        return super.nextToken();
    }

    /** Besides nextToken(), the only way in which a tree's reader goes on. */
    @Override
    public @Nullable String nextName() {
        count();
        return super.nextName();
    }

    private void count() {
        if (++untold == AT_ONCE) {
            told.accept(untold);
            untold = 0;
        }
    }
}
