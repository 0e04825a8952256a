package io.penstock.db.replay;

import io.penstock.catalog.kind.Kind;
import io.penstock.db.aside.JsonText;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Terms;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A job that is about to be replayed, as far as nothing else speaks against it. */
record Chosen(Replay wanted, EndedJob job, Kind<?, ?> kind) {

    UUID uuid() {
        return job.uuid();
    }

    boolean isEdited() {
        return wanted.edited() != null;
    }

    Submission edited() {
        return Objects.requireNonNull(wanted.edited());
    }

    /** Another payload has other needs. */
    Terms terms() {
        return isEdited() ? edited().terms() : job.terms();
    }

    int priority() {
        return Objects.requireNonNullElse(wanted.priority(), job.terms().priority());
    }

    /** Its new payload, where that stays in its row. */
    @Nullable
    String inline() {
        return isEdited() && edited().payload() instanceof JsonText.Inline text ? text.json() : null;
    }

    /** As far as it has a unique key. */
    Submission asSubmitted() {
        return new Submission(wanted.id(), wanted.tenant(), kind, JsonText.of("{}"), terms(), null, null, Set.of());
    }
}
