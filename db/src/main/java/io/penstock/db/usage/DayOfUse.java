package io.penstock.db.usage;

import io.penstock.catalog.kind.Mode;
import java.time.LocalDate;

/** What the jobs of a kind took of a model on a day, in UTC. */
public record DayOfUse(LocalDate day, String kind, String provider, String model, Mode mode, Amounts amounts) {}
