package io.penstock.api.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.penstock.db.error.ErrorGroup;
import io.penstock.db.error.ErrorGroups.OfHour;
import io.penstock.db.error.ErrorGroups.OfTenant;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error group as the API shows it.
 *
 * @param counts by the hour; these three are not in lists
 */
public record ErrorGroupView(
        String id,
        String kind,
        @JsonProperty("class") String failureClass,
        String code,
        @Nullable String message,
        @Nullable String frame,
        String state,
        Instant since,
        @Nullable String reason,
        @Nullable Instant reopenedAt,
        Instant firstSeen,
        Instant lastSeen,
        long count,
        int tenantCount,
        @JsonInclude(Include.NON_NULL) @Nullable List<OfHour> counts,
        @JsonInclude(Include.NON_NULL) @Nullable List<OfTenant> tenants,
        @JsonInclude(Include.NON_NULL) @Nullable List<String> sample) {

    static ErrorGroupView of(ErrorGroup group) {
        return new ErrorGroupView(
                group.id().toString(),
                group.kind(),
                group.failureClass(),
                group.code(),
                group.message(),
                group.frame(),
                group.state().label(),
                group.since(),
                group.reason(),
                group.reopenedAt(),
                group.firstSeen(),
                group.lastSeen(),
                group.count(),
                group.tenants(),
                null,
                null,
                null);
    }

    ErrorGroupView with(List<OfHour> counts, List<OfTenant> tenants, List<String> sample) {
        return new ErrorGroupView(
                id,
                kind,
                failureClass,
                code,
                message,
                frame,
                state,
                since,
                reason,
                reopenedAt,
                firstSeen,
                lastSeen,
                count,
                tenantCount,
                counts,
                tenants,
                sample);
    }
}
