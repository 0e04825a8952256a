package io.penstock.worker.ai;

import io.penstock.catalog.ai.Finish;
import io.penstock.worker.ai.deployment.Deployment;

/** An answer that will do, as the model wrote it. */
record Accepted(Deployment deployment, String text, Finish finish) {

    @Override
    public String toString() {
        return "Accepted of " + deployment.name();
    }
}
