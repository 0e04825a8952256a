package io.penstock.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * What processes take of memory, in bytes, all together.
 *
 * @param live objects that are still in use, counted by the virtual machine after a full collection
 * @param resident what the operating system holds for them in memory
 */
record Footprint(double live, double resident) {

    static Footprint of(Collection<Process> processes) throws IOException, InterruptedException {
        double live = 0;
        double resident = 0;
        for (var process : processes) {
            live += live(process);
            resident += resident(process);
        }
        return new Footprint(live, resident);
    }

    /** The histogram counts what a full collection has left, and ends with a line of totals. */
    private static double live(Process process) throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var asked = new ProcessBuilder(jcmd, String.valueOf(process.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        var said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        asked.waitFor();
        return said.lines()
                .filter(line -> line.startsWith("Total"))
                .mapToDouble(line -> Double.parseDouble(line.strip().split("\\s+", -1)[2]))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The virtual machine did not count its objects"));
    }

    private static double resident(Process process) throws IOException {
        return status(process, "VmRSS:");
    }

    /** The most that the operating system held for it at any time. */
    static double peak(Process process) throws IOException {
        return status(process, "VmHWM:");
    }

    private static double status(Process process, String line) throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                .filter(one -> one.startsWith(line))
                .mapToDouble(one -> Double.parseDouble(one.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    Footprint minus(Footprint before) {
        return new Footprint(live - before.live, resident - before.resident);
    }
}
