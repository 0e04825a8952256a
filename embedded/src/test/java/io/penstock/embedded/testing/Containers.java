package io.penstock.embedded.testing;

import org.testcontainers.DockerClientFactory;

/** Whether tests run on containers instead of on what is embedded: {@code -Pcontainers}. */
final class Containers {

    private Containers() {}

    static boolean wanted() {
        return Boolean.getBoolean("penstock.containers");
    }

    static void require() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new IllegalStateException(
                    "-Pcontainers runs the tests on containers, but no Docker can be reached from here; start Docker or leave the profile out.");
        }
    }
}
