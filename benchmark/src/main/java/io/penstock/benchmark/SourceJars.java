package io.penstock.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Sources that anybody can have: the jars of a list, from a repository of Maven, kept in a folder. */
final class SourceJars {

    private static final String LIST = "source-jars.txt";

    private final String repository;
    private final Path folder;
    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

    /** @param repository such as https://repo.maven.apache.org/maven2 */
    SourceJars(String repository, Path folder) {
        this.repository = repository.replaceAll("/+$", "");
        this.folder = folder;
    }

    /** One line of the list: {@code group:artifact:version sha1}. */
    record SourceJar(String group, String artifact, String version, String sha1) {

        static SourceJar of(String line) {
            var parts = line.strip().split("[: ]+", 4);
            return new SourceJar(parts[0], parts[1], parts[2], parts[3]);
        }

        String file() {
            return artifact + "-" + version + "-sources.jar";
        }

        String path() {
            return String.join("/", group.replace('.', '/'), artifact, version, file());
        }
    }

    static List<SourceJar> usual() throws IOException {
        try (var in = SourceJars.class.getResourceAsStream(LIST)) {
            if (in == null) {
                throw new IllegalStateException(LIST + " is not there");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(SourceJar::of)
                    .toList();
        }
    }

    /** Returns the folder with all of them; those that are there already are not fetched again. */
    Path fetch(List<SourceJar> jars) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        for (var jar : jars) {
            var file = folder.resolve(jar.file());
            if (!Files.exists(file)) {
                Files.write(file, fetch(jar));
            }
        }
        return folder;
    }

    private byte[] fetch(SourceJar jar) throws IOException, InterruptedException {
        var from = URI.create(repository + "/" + jar.path());
        var answer = client.send(HttpRequest.newBuilder(from).build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException(from + " answered " + answer.statusCode());
        }
        var sha1 = sha1(answer.body());
        if (!sha1.equals(jar.sha1())) {
            throw new IOException("%s has the SHA-1 %s, not %s".formatted(from, sha1, jar.sha1()));
        }
        return answer.body();
    }

    static String sha1(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
