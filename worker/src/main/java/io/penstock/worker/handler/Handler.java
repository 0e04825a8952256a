package io.penstock.worker.handler;

import io.penstock.catalog.kind.Kind;

/** Does the work of one kind of job. Called on a virtual thread of its own, which is interrupted when its time is over. */
public interface Handler<P, R> {

    Kind<P, R> kind();

    /** Whatever it throws counts as a failure that may not happen again. */
    Answer<R> run(P payload, Run run) throws Exception;
}
