package io.penstock.worker.handler;

import io.penstock.catalog.artifact.ArtifactId;
import java.io.IOException;
import java.io.InputStream;

/** Files that a job refers to, and files that it makes. What cannot be had or kept is an {@link ArtifactRefused}: let it pass. */
public interface JobArtifacts {

    /** One of the tenant's; to be closed. */
    Opened open(ArtifactId id);

    /**
     * Keeps all that the stream has, for the tenant. A job has one artifact of each name: an attempt that keeps the name again gets the same
     * id, and what was there before is replaced.
     *
     * @throws IOException from the stream
     */
    ArtifactId keep(String name, String contentType, InputStream content) throws IOException;

    /** An artifact that is being read. */
    record Opened(String name, String contentType, long bytes, InputStream content) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            content.close();
        }
    }
}
