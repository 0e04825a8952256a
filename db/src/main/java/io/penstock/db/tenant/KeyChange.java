package io.penstock.db.tenant;

/** What became of a change of a key. */
public sealed interface KeyChange {

    record Done(StoredKey key) implements KeyChange {}

    record NotFound() implements KeyChange {}

    /** It was revoked or has expired: it has no secret any more. */
    record Ended() implements KeyChange {}

    /** Without it nobody could make the tenant's keys. */
    record LastAdmin() implements KeyChange {}
}
