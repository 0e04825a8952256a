package io.penstock.analyzer.java;

import net.sourceforge.pmd.util.log.PmdReporter;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** What PMD has to say of itself would quote files. */
final class Quiet implements PmdReporter {

    @Override
    public boolean isLoggable(Level level) {
        return false;
    }

    @Override
    public void logEx(
            Level level, @Nullable String message, @Nullable Object[] formatArgs, @Nullable Throwable error) {}

    @Override
    public int numErrors() {
        return 0;
    }
}
