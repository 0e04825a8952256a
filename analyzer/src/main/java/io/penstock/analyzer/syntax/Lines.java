package io.penstock.analyzer.syntax;

import io.penstock.analyzer.Allowance;
import io.penstock.analyzer.source.Lexer;
import io.penstock.analyzer.source.SourceFile;

/** How many lines a file has, and on how many there is code or comment; on one with both, both. */
record Lines(int all, int code, int comment) {

    static Lines of(SourceFile file, Allowance allowance) {
        var lexer = new Lexer(file);
        int code = 0;
        int comment = 0;
        int codeTo = 0;
        int commentTo = 0;
        while (lexer.next()) {
            if (lexer.kind() == Lexer.Kind.COMMENT) {
                comment += lexer.endLine() - Math.max(commentTo, lexer.line() - 1);
                commentTo = lexer.endLine();
            } else {
                if (lexer.line() != codeTo) {
                    allowance.check();
                }
                code += lexer.endLine() - Math.max(codeTo, lexer.line() - 1);
                codeTo = lexer.endLine();
            }
        }
        return new Lines(file.lines(), code, comment);
    }
}
