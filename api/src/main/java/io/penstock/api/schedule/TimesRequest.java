package io.penstock.api.schedule;

import io.penstock.catalog.json.Violation;
import io.penstock.db.schedule.CronLine;
import io.penstock.db.schedule.Definition;
import io.penstock.db.schedule.Plan;
import io.penstock.db.schedule.ScheduleId;
import io.penstock.db.schedule.Timing;
import io.penstock.db.schedule.Timing.Every;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a client says of the times at which a schedule fires. */
record TimesRequest(
        @Nullable String cron,
        @Nullable String timezone,
        @Nullable Duration every,
        @Nullable Duration jitter,
        @Nullable Instant startsAt,
        @Nullable Instant endsAt) {

    private static final String UTC = "UTC";

    List<Violation> violations(Instant now) {
        var broken = new ArrayList<Violation>();
        if ((cron == null) == (every == null)) {
            broken.add(new Violation("", "must have exactly one of cron and every"));
        }
        checkCron(broken);
        checkZone(broken);
        if (every != null && isOutside(every, Every.SHORTEST, Every.LONGEST)) {
            broken.add(new Violation("/every", "must be whole seconds, from PT1S to P366D"));
        }
        if (jitter != null && isOutside(jitter, Duration.ZERO, Definition.MOST_JITTER)) {
            broken.add(new Violation("/jitter", "must be whole seconds, from PT0S to PT24H"));
        }
        if (endsAt != null && startsAt != null && !endsAt.isAfter(startsAt)) {
            broken.add(new Violation("/ends_at", "must be later than starts_at"));
        } else if (endsAt != null && !endsAt.isAfter(now)) {
            broken.add(new Violation("/ends_at", "must lie in the future"));
        }
        if (broken.isEmpty() && plan(now).after(now).isEmpty()) {
            broken.add(new Violation("/ends_at", "comes before the first time"));
        }
        return broken;
    }

    private void checkCron(List<Violation> broken) {
        if (cron != null) {
            try {
                CronLine.of(cron);
            } catch (IllegalArgumentException e) {
                broken.add(new Violation("/cron", Objects.requireNonNull(e.getMessage())));
            }
        }
    }

    private void checkZone(List<Violation> broken) {
        if (timezone == null) {
            return;
        }
        if (every != null) {
            broken.add(new Violation("/timezone", "must not be given with every, which knows no local times"));
        } else if (!ZoneId.getAvailableZoneIds().contains(timezone)) {
            broken.add(new Violation(
                    "/timezone", "is not the name of a zone of the IANA database, such as Europe/Berlin"));
        }
    }

    private static boolean isOutside(Duration duration, Duration least, Duration most) {
        return duration.compareTo(least) < 0 || duration.compareTo(most) > 0 || duration.toNanosPart() != 0;
    }

    /** Of what has no violations. */
    Timing timing(Instant now) {
        return every == null
                ? new Timing.Cron(CronLine.of(Objects.requireNonNull(cron)), zone())
                : new Every(every, startsAt == null ? now.truncatedTo(ChronoUnit.SECONDS) : asStored(startsAt));
    }

    ZoneId zone() {
        return ZoneId.of(timezone == null ? UTC : timezone);
    }

    /** With an id of its own, which has nothing to say without jitter. */
    Plan plan(Instant now) {
        return new Plan(ScheduleId.next(), timing(now), start(), end(), Duration.ZERO);
    }

    @Nullable
    Instant start() {
        return startsAt == null ? null : asStored(startsAt);
    }

    @Nullable
    Instant end() {
        return endsAt == null ? null : asStored(endsAt);
    }

    private static Instant asStored(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }
}
