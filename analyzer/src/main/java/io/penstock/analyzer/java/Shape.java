package io.penstock.analyzer.java;

import io.penstock.analyzer.Allowance;
import io.penstock.analyzer.LookFailed;
import io.penstock.analyzer.source.Lexer;
import io.penstock.analyzer.source.Lexer.Kind;
import io.penstock.analyzer.source.SourceFile;

/**
 * Whether a file is nested so deeply that PMD would take minutes and gigabytes for it, and could not be stopped: its parser looks ahead from each
 * bracket to its end, and its tree is as deep as the code.
 */
final class Shape {

    private static final int DEEPEST = 256;
    private static final int DEEPEST_TYPE = 64;

    /** Sums, casts and lambdas nest without brackets. */
    private static final int LONGEST_RUN = 4000;

    private int depth;
    private int typeDepth;
    private int run;

    private Shape() {}

    static void check(SourceFile file, Allowance allowance) {
        var shape = new Shape();
        var lexer = new Lexer(file);
        while (lexer.next()) {
            if (lexer.kind() != Kind.COMMENT) {
                allowance.check();
                shape.take(lexer.kind() == Kind.SIGN ? file.text().charAt(lexer.start()) : ' ');
            }
        }
    }

    private void take(char sign) {
        run++;
        switch (sign) {
            case '(', '[' -> depth++;
            case '{' -> {
                depth++;
                end();
            }
            case ')', ']' -> depth--;
            case '}' -> {
                depth--;
                end();
            }
            case ';', ',' -> run = 0;
            case '<' -> typeDepth++;
            case '>' -> typeDepth--;
            default -> {}
        }
        if (sign == ';' || sign == '(') {
            typeDepth = 0;
        }
        if (depth > DEEPEST || typeDepth > DEEPEST_TYPE || run > LONGEST_RUN) {
            throw new LookFailed("too_deep", "The file is nested too deeply.");
        }
    }

    private void end() {
        run = 0;
        typeDepth = 0;
    }
}
