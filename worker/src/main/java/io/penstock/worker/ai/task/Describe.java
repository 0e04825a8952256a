package io.penstock.worker.ai.task;

import io.penstock.catalog.ai.AiContent;
import io.penstock.catalog.ai.AiDocument;
import io.penstock.catalog.ai.AiDocument.Payload;
import io.penstock.catalog.kind.Kind;

/** Documents code. */
public final class Describe implements Task<Payload, AiContent> {

    @Override
    public Kind<Payload, AiContent> kind() {
        return AiDocument.KIND;
    }

    @Override
    public Prompt prompt(Payload payload) {
        return Prompt.of(
                payload,
                "Write the documentation of the content. " + style(payload),
                "Answer with the documentation alone: no introduction, no remarks, no code fences around all of it.",
                Prompt.marked("content", payload.content()));
    }

    private static String style(Payload payload) {
        return switch (payload.docStyle()) {
            case JAVADOC -> "Return the code with Javadoc comments and otherwise unchanged.";
            case DOCSTRING -> "Return the code with docstrings and otherwise unchanged.";
            case JSDOC -> "Return the code with JSDoc comments and otherwise unchanged.";
            case GODOC -> "Return the code with Go doc comments and otherwise unchanged.";
            case MARKDOWN -> "Return a page in Markdown.";
            case null -> "Use the form that is usual for the language.";
        };
    }

    @Override
    public Judged<AiContent> judge(Payload payload, String answer) {
        return payload.schema() == null
                ? Answers.text(answer)
                : Document.judge(payload.schema(), answer, Answers::document);
    }
}
