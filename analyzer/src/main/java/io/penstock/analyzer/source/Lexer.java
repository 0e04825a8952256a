package io.penstock.analyzer.source;

/**
 * Goes through the words, signs, strings and comments of a file. It knows no grammar, so what it says of a language's odder corners may be
 * wrong; it takes each letter once, whatever stands there.
 */
public final class Lexer {

    public enum Kind {
        WORD,
        NUMBER,
        STRING,
        COMMENT,
        SIGN
    }

    private final String text;
    private final Lexis lexis;
    private int at;
    private int lineAt = 1;
    private Kind kind = Kind.SIGN;
    private int start;
    private int line = 1;

    public Lexer(SourceFile file) {
        this.text = file.text();
        this.lexis = file.language().lexis();
    }

    /** Goes to the next one; false at the end. */
    public boolean next() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            step();
        }
        if (at == text.length()) {
            return false;
        }
        start = at;
        line = lineAt;
        kind = take();
        return true;
    }

    public Kind kind() {
        return kind;
    }

    public int start() {
        return start;
    }

    public int end() {
        return at;
    }

    /** The line on which it begins, from 1. */
    public int line() {
        return line;
    }

    /** The line on which it ends. */
    public int endLine() {
        return lineAt;
    }

    private Kind take() {
        for (var mark : lexis.line()) {
            if (text.startsWith(mark, at)) {
                toEndOfLine();
                return Kind.COMMENT;
            }
        }
        var open = lexis.open();
        var close = lexis.close();
        if (open != null && close != null && text.startsWith(open, at)) {
            skip(open.length());
            past(close);
            return Kind.COMMENT;
        }
        for (var quote : lexis.longQuotes()) {
            if (text.startsWith(quote, at)) {
                skip(quote.length());
                pastQuote(quote);
                return Kind.STRING;
            }
        }
        char letter = text.charAt(at);
        if (lexis.quotes().indexOf(letter) >= 0) {
            string(letter);
            return Kind.STRING;
        }
        return wordOrSign(letter);
    }

    private Kind wordOrSign(char letter) {
        if (!isOfWord(letter)) {
            step();
            return Kind.SIGN;
        }
        while (at < text.length() && isOfWord(text.charAt(at))) {
            at++;
        }
        return letter >= '0' && letter <= '9' ? Kind.NUMBER : Kind.WORD;
    }

    private static boolean isOfWord(char letter) {
        return letter == '_' || letter == '$' || Character.isLetterOrDigit(letter);
    }

    /** One that is not closed ends with its line, so that a lone quote does not hide the rest of the file. */
    private void string(char quote) {
        step();
        while (at < text.length() && text.charAt(at) != '\n') {
            char letter = text.charAt(at);
            if (letter == '\\' && at + 1 < text.length() && text.charAt(at + 1) != '\n') {
                at++;
            }
            at++;
            if (letter == quote) {
                return;
            }
        }
    }

    private void pastQuote(String quote) {
        while (at < text.length()) {
            if (text.startsWith(quote, at)) {
                skip(quote.length());
                return;
            }
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                step();
            }
            step();
        }
    }

    private void past(String mark) {
        while (at < text.length() && !text.startsWith(mark, at)) {
            step();
        }
        skip(Math.min(mark.length(), text.length() - at));
    }

    private void toEndOfLine() {
        while (at < text.length() && text.charAt(at) != '\n') {
            at++;
        }
    }

    private void skip(int letters) {
        at += letters;
    }

    private void step() {
        if (text.charAt(at++) == '\n') {
            lineAt++;
        }
    }
}
