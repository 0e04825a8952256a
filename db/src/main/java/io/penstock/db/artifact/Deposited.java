package io.penstock.db.artifact;

import io.penstock.db.artifact.Artifact.Content;
import org.jspecify.annotations.Nullable;

/** What came of the end of an upload. */
public sealed interface Deposited {

    /** @param replaced what it had before, which nobody needs any more */
    record Ready(Artifact artifact, @Nullable Content replaced) implements Deposited {}

    /** Another upload of the same artifact was there first, with this. */
    record Late(Artifact artifact) implements Deposited {}

    /** There is no room for it beside what the tenant has. */
    record OverQuota(long used) implements Deposited {}

    /** It was removed meanwhile. */
    record Gone() implements Deposited {}

    /** The job is no longer this attempt's. */
    record LeaseLost() implements Deposited {}
}
