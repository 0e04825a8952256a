package io.penstock.worker.run;

import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where an exception comes from: the topmost method that is not of the JDK, as what is wrong is rarely wrong there. Without its line, which
 * another version has elsewhere, and without the numbers that compilers give.
 */
final class TopFrame {

    private static final int LONGEST = 300;

    private TopFrame() {}

    /** None of an exception that was made without. */
    static @Nullable String of(Throwable e) {
        var frames = e.getStackTrace();
        return Arrays.stream(frames)
                .filter(Predicate.not(TopFrame::isOfTheJdk))
                .findFirst()
                .or(() -> Arrays.stream(frames).findFirst())
                .map(TopFrame::name)
                .orElse(null);
    }

    private static boolean isOfTheJdk(StackTraceElement frame) {
        var module = frame.getModuleName();
        return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
    }

    private static String name(StackTraceElement frame) {
        var name = (frame.getClassName() + "." + frame.getMethodName()).replaceAll("\\d+", "#");
        return name.length() <= LONGEST ? name : name.substring(0, LONGEST);
    }
}
