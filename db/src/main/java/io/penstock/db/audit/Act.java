package io.penstock.db.audit;

import io.penstock.db.tenant.Grant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody is about to do.
 *
 * @param action what is changed and how, such as {@code limit.close}
 * @param subject which one; null when it is only about to be made
 * @param address where the request came from
 * @param request its id
 * @param before JSON: what is there now
 */
public record Act(
        Grant grant,
        String action,
        @Nullable String subject,
        @Nullable String reason,
        String address,
        String request,
        @Nullable String before) {}
