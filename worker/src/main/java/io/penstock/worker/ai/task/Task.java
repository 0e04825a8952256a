package io.penstock.worker.ai.task;

import io.penstock.catalog.ai.AiPayload;
import io.penstock.catalog.kind.Kind;

/** One kind of AI job. Pure: what is asked, and what an answer is worth. */
public interface Task<P extends AiPayload, R> {

    Kind<P, R> kind();

    Prompt prompt(P payload);

    Judged<R> judge(P payload, String answer);
}
