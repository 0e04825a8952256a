package io.penstock.db.webhook;

import java.util.UUID;

/**
 * Something that a tenant is to be told of.
 *
 * @param subject the id of what it is about
 * @param body what is sent
 */
record Callback(int tenant, String url, String type, UUID subject, String body) {}
