package io.penstock.worker.ai.task;

import io.penstock.catalog.ai.AiContent;
import io.penstock.catalog.ai.AiGenerate;
import io.penstock.catalog.ai.AiGenerate.Payload;
import io.penstock.catalog.kind.Kind;

/** Writes what is asked for. */
public final class Generate implements Task<Payload, AiContent> {

    @Override
    public Kind<Payload, AiContent> kind() {
        return AiGenerate.KIND;
    }

    @Override
    public Prompt prompt(Payload payload) {
        return Prompt.of(
                payload,
                "Write what the content asks for.",
                "Answer with what was asked for alone: no introduction, no remarks, no code fences.",
                Prompt.marked("content", payload.content()));
    }

    @Override
    public Judged<AiContent> judge(Payload payload, String answer) {
        return payload.schema() == null
                ? Answers.text(answer)
                : Document.judge(payload.schema(), answer, Answers::document);
    }
}
