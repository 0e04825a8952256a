package io.penstock.report.summary;

import io.penstock.report.compare.Changes;
import io.penstock.report.compare.Counts;
import io.penstock.report.compare.Judged;
import io.penstock.report.compare.Status;
import io.penstock.report.subject.ComparedFile;
import io.penstock.report.subject.Subject;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what changed since the analysis before. */
final class ChangeTally {

    private final Map<Status, Counts> findings = new EnumMap<>(Status.class);
    private long added;
    private long removed;
    private long changed;
    private long moved;

    void add(ComparedFile file, Changes changes) {
        count(changes.present());
        count(changes.gone());
        var now = file.now();
        var before = file.before();
        if (before == null) {
            added += changes.movedFrom() == null ? 1 : 0;
            moved += changes.movedFrom() == null ? 0 : 1;
        } else if (now == null) {
            removed += changes.moved() ? 0 : 1;
        } else if (!now.sha256().equals(before.sha256())) {
            changed++;
        }
    }

    private void count(List<Judged> judged) {
        for (var one : judged) {
            var status = one.status();
            if (status != null) {
                findings.put(status, of(status).plus(one.finding().severity()));
            }
        }
    }

    private Counts of(Status status) {
        return findings.getOrDefault(status, Counts.NONE);
    }

    Summary.@Nullable Changes changes(Subject subject) {
        var before = subject.before();
        return before == null
                ? null
                : new Summary.Changes(
                        before.analysisId(),
                        of(Status.NEW),
                        of(Status.FIXED),
                        of(Status.UNCHANGED),
                        of(Status.UNKNOWN),
                        of(Status.UNSEEN),
                        added,
                        removed,
                        changed,
                        moved,
                        !before.analyzerVersion().equals(subject.analyzerVersion()));
    }
}
