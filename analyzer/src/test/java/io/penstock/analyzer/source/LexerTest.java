package io.penstock.analyzer.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LexerTest {

    private static List<String> tokens(String path, String text) {
        var found = new ArrayList<String>();
        var lexer = new Lexer(SourceFile.of(path, null, text));
        while (lexer.next()) {
            found.add("%s %d %s".formatted(lexer.kind(), lexer.line(), text.substring(lexer.start(), lexer.end())));
        }
        return found;
    }

    @Test
    void wordsNumbersStringsCommentsAndSignsAreToldApart() {
        assertThat(tokens("A.java", "int a = 12; // so\n\"x\\\"y\" /* a\nb */ c"))
                .containsExactly(
                        "WORD 1 int",
                        "WORD 1 a",
                        "SIGN 1 =",
                        "NUMBER 1 12",
                        "SIGN 1 ;",
                        "COMMENT 1 // so",
                        "STRING 2 \"x\\\"y\"",
                        "COMMENT 2 /* a\nb */",
                        "WORD 3 c");
    }

    @Test
    void aStringThatIsNotClosedEndsWithItsLine() {
        assertThat(tokens("a.py", "it's\nfine")).containsExactly("WORD 1 it", "STRING 1 's", "WORD 2 fine");
    }

    @Test
    void longStringsGoOverLines() {
        assertThat(tokens("a.py", "\"\"\"a\nb\"\"\" c")).containsExactly("STRING 1 \"\"\"a\nb\"\"\"", "WORD 2 c");
    }

    @Test
    void whatIsNeverClosedEndsWithTheFile() {
        assertThat(tokens("a.js", "`a\\")).containsExactly("STRING 1 `a\\");
        assertThat(tokens("A.java", "/* a")).containsExactly("COMMENT 1 /* a");
        assertThat(tokens("A.java", "/*")).containsExactly("COMMENT 1 /*");
    }
}
