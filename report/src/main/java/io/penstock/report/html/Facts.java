package io.penstock.report.html;

import io.penstock.report.html.Page.Fact;
import io.penstock.report.subject.Subject;
import io.penstock.report.summary.Summary;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was analysed, and when. */
final class Facts {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Facts() {}

    static List<Fact> of(Subject subject, Summary summary) {
        var facts = new ArrayList<Fact>();
        if (subject.ref() != null) {
            facts.add(new Fact("Ref", subject.ref()));
        }
        if (subject.commit() != null) {
            facts.add(new Fact("Commit", brief(subject.commit())));
        }
        facts.add(new Fact("Finished", time(subject.finishedAt())));
        facts.add(new Fact("Took", length(summary.times().took())));
        var before = subject.before();
        if (before != null) {
            var commit = before.commit() == null ? "the analysis" : brief(before.commit());
            facts.add(new Fact("Compared with", commit + " of " + time(before.finishedAt())));
        }
        if (summary.changes() != null && summary.changes().analyzersChanged()) {
            facts.add(new Fact("Note", "the analyzers are not the same as before, so some of what is new may be old"));
        }
        return facts;
    }

    private static String brief(String commit) {
        return commit.length() > 12 ? commit.substring(0, 12) : commit;
    }

    private static String time(Instant time) {
        return TIME.format(time);
    }

    private static String length(Duration took) {
        long minutes = took.toMinutes();
        return minutes >= 60
                ? took.toHours() + " h " + took.toMinutesPart() + " min"
                : minutes > 0 ? minutes + " min " + took.toSecondsPart() + " s" : took.toSeconds() + " s";
    }
}
