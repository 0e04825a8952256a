package io.penstock.worker.ai;

import io.penstock.catalog.ai.AiPayload;
import io.penstock.catalog.kind.Kind;
import io.penstock.worker.ai.cache.Sharing;
import io.penstock.worker.ai.task.Task;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Handler;
import io.penstock.worker.handler.Run;

/** Does the jobs of one AI kind. */
public final class AiHandler<P extends AiPayload, R> implements Handler<P, R> {

    private final Task<P, R> task;
    private final Models models;
    private final Sharing sharing;

    public AiHandler(Task<P, R> task, Models models, Sharing sharing) {
        this.task = task;
        this.models = models;
        this.sharing = sharing;
    }

    @Override
    public Kind<P, R> kind() {
        return task.kind();
    }

    @Override
    public Answer<R> run(P payload, Run run) throws InterruptedException {
        return models.ask(task, payload, run, sharing);
    }
}
