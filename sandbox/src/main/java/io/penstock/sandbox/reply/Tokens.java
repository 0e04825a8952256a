package io.penstock.sandbox.reply;

/** Tokens as they are counted here: one for each four characters that were begun. */
public final class Tokens {

    static final int LENGTH = 4;

    private Tokens() {}

    public static int in(String text) {
        return (text.length() + LENGTH - 1) / LENGTH;
    }
}
