package io.penstock.benchmark;

import io.penstock.catalog.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.sourceforge.pmd.PMDConfiguration;
import net.sourceforge.pmd.PmdAnalysis;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** PMD as its own command line runs it, in a process of its own, with Penstock's rules, and with what Penstock lets it have: Java's types alone, and a long stack. */
final class PmdProcess {

    private static final String RULES = "io/penstock/analyzer/java/quick-start.xml";
    private static final String QUIET = "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider";

    /** Without it some files of the list end PMD. */
    private static final String LONG_STACK = "-Xss64m";

    private PmdProcess() {}

    /** Unless told so, PMD takes what it was started with for what the sources are compiled with. */
    private static final class TypesOfJavaAlone extends PMDConfiguration {

        @SuppressWarnings("deprecation")
        TypesOfJavaAlone() {
            setClassLoader(ClassLoader.getPlatformClassLoader());
        }

        @Override
        public @Nullable String getAuxClasspath() {
            return null;
        }
    }

    /** @param seconds from the start of the process to its end */
    record Ran(double seconds, long findings) {}

    static Ran run(Path sources, int threads, List<String> java, Path folder) throws IOException, InterruptedException {
        var report = folder.resolve("pmd.json");
        var builder = ServiceProcess.builder(
                PmdProcess.class, sources.toString(), String.valueOf(threads), report.toString());
        builder.command().addAll(1, List.of(QUIET, LONG_STACK));
        builder.command().addAll(1, java);
        var log = folder.resolve("pmd.log");
        long began = System.nanoTime();
        int status = builder.redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        double seconds = (System.nanoTime() - began) / 1e9;
        if (status != 0) {
            throw new IllegalStateException("PMD ended with " + status + ": " + Files.readString(log));
        }
        return new Ran(seconds, findings(report));
    }

    private static long findings(Path report) throws IOException {
        return Json.readTrusted(Files.readString(report, StandardCharsets.UTF_8), JsonNode.class)
                .get("files")
                .valueStream()
                .mapToLong(file -> file.get("violations").size())
                .sum();
    }

    public static void main(String... arguments) {
        var configuration = new TypesOfJavaAlone();
        configuration.setInputPathList(List.of(Path.of(arguments[0])));
        configuration.setThreads(Integer.parseInt(arguments[1]));
        configuration.setReportFile(Path.of(arguments[2]));
        configuration.setReportFormat("json");
        configuration.setRuleSets(List.of(RULES));
        configuration.setIgnoreIncrementalAnalysis(true);
        try (var pmd = PmdAnalysis.create(configuration)) {
            pmd.performAnalysis();
        }
    }
}
