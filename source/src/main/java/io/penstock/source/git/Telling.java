package io.penstock.source.git;

import io.penstock.source.Progress;
import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.lib.ProgressMonitor;

/** Tells of a fetch in our own words: what the server says of itself may be anything. */
final class Telling implements ProgressMonitor {

    private final Progress progress;
    private final Exchange exchange;
    private String sentence = "";
    private long done;
    private long total;

    Telling(Progress progress, Exchange exchange) {
        this.progress = progress;
        this.exchange = exchange;
    }

    @Override
    public void start(int totalTasks) {
        // each is told of
    }

    @Override
    public void beginTask(String title, int work) {
        if (title.equals(JGitText.get().receivingObjects)) {
            sentence = "Fetching the repository";
        } else if (title.equals(JGitText.get().resolvingDeltas)) {
            sentence = "Unpacking the repository";
        } else {
            sentence = "";
        }
        done = 0;
        total = work;
    }

    @Override
    public void update(int completed) {
        done += completed;
        if (!sentence.isEmpty() && !isCancelled()) {
            progress.tell(sentence, done, total);
        }
    }

    @Override
    public void endTask() {
        sentence = "";
    }

    @Override
    public boolean isCancelled() {
        return exchange.isOver();
    }

    @Override
    public void showDuration(boolean enabled) {
        // no
    }
}
