package io.penstock.analyzer.todo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.analyzer.Allowance;
import io.penstock.analyzer.Issue;
import io.penstock.analyzer.Settings;
import io.penstock.analyzer.source.SourceFile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TodosTest {

    private static List<Issue> look(String path, String text) {
        return new Todos()
                .analyze(SourceFile.of(path, null, text), Settings.USUAL, Allowance.of(Duration.ofMinutes(1)))
                .issues();
    }

    @Test
    void whatCommentsSayIsStillToBeDoneIsListed() {
        var found = look("a.py", "x = 1  # TODO(ada): oil the stone\n# FIXME it squeaks\n# todolist, TODOS\n");

        assertThat(found)
                .extracting(
                        Issue::rule,
                        issue -> issue.span().line(),
                        issue -> issue.span().column(),
                        Issue::message)
                .containsExactly(
                        tuple("todo/todo", 1, 10, "TODO(ada): oil the stone"),
                        tuple("todo/fixme", 2, 3, "FIXME: it squeaks"));
    }

    @Test
    void codeAndTextsAreNoComments() {
        assertThat(look("A.java", "String TODO = \"FIXME\"; /* HACK */"))
                .extracting(Issue::message)
                .containsExactly("HACK");
        assertThat(look("a.md", "TODO: write")).isEmpty();
    }
}
