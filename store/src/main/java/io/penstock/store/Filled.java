package io.penstock.store;

import io.penstock.db.artifact.Artifact;

/** What came of bringing an artifact's bytes in. */
public sealed interface Filled {

    /** It is ready. */
    record Ready(Artifact artifact) implements Filled {}

    /** It is larger than any may be. */
    record TooLarge(long most) implements Filled {}

    /** The tenant has no room for it. */
    record OverQuota(long used, long allowed) implements Filled {}

    /** It has not the size that was declared. */
    record OtherSize(long declared) implements Filled {}

    /** It has not the SHA-256 that was declared. */
    record OtherContent() implements Filled {}

    /** It was removed meanwhile. */
    record Gone() implements Filled {}

    /** The job that makes it is no longer this attempt's. */
    record LeaseLost() implements Filled {}
}
