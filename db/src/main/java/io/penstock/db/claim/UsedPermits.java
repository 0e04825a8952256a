package io.penstock.db.claim;

import io.penstock.db.claim.Settlements.Settlement;
import io.penstock.db.database.SqlArray;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What attempts really took of limits. */
final class UsedPermits {

    /**
     * What attempts took otherwise than it was set aside for them, to be written while they still run. What was set aside for none, as a
     * limit was made since, is nothing to correct; but of a deployment whose limits the job did not go through, all that it took is more.
     * Whether they hold permits is asked in a way that no index answers, so that each is found by its id.
     */
    private static final String CORRECT = """
            INSERT INTO correction (name, at, delta)
            SELECT limit_state.name, live.permit_at, f.used - reserved.permits
            FROM unnest(:ids::uuid[], :attempts, :workers, :names, :used) AS f (id, attempt, worker, name, used)
            JOIN live ON %s
            JOIN gate ON gate.id = live.gate
            JOIN limit_state ON limit_state.name = ANY (CASE f.name WHEN '$' THEN gate.limits ELSE ARRAY[f.name] END)
             AND limit_state.created_at <= live.permit_at
             AND CASE WHEN f.name = '$' THEN limit_state.type = 'budget'
                  ELSE limit_state.type = 'units' OR limit_state.type = 'rate' AND limit_state.deployment IS NOT NULL END
            CROSS JOIN LATERAL (
                SELECT CASE WHEN limit_state.name <> ALL (gate.limits) THEN CASE WHEN limit_state.deployment IS NOT NULL THEN 0 END
                            WHEN limit_state.type = 'rate' THEN 1
                            ELSE coalesce((live.weights ->> f.name)::bigint,
                                          CASE WHEN limit_state.output IS NOT NULL
                                               THEN coalesce((live.weights ->> 'input_tokens')::bigint, 0)
                                                    + coalesce((live.weights ->> 'max_output_tokens')::bigint, limit_state.output)
                                               WHEN limit_state.deployment IS NOT NULL THEN (live.weights ->> split_part(f.name, ':', 2))::bigint END,
                                          CASE WHEN f.name = '$' THEN 0 ELSE 1 END) END AS permits) AS reserved
            WHERE CASE WHEN live.permit_until IS NOT NULL THEN f.used <> reserved.permits END""".formatted(Settlements.FENCE);

    private UsedPermits() {}

    static void correct(Handle handle, List<Settlement> settlements) {
        var used = settlements.stream()
                .flatMap(s -> s.used().entrySet().stream().map(u -> new Used(s.claim(), u.getKey(), u.getValue())))
                .toList();
        if (!used.isEmpty()) {
            handle.createUpdate(CORRECT)
                    .bind("ids", SqlArray.texts(used, u -> u.claim.id().uuid()))
                    .bind("attempts", SqlArray.ints(used, u -> u.claim.attempt()))
                    .bind("workers", SqlArray.ints(used, u -> u.claim.worker()))
                    .bind("names", SqlArray.texts(used, Used::name))
                    .bind("used", SqlArray.longs(used, Used::permits))
                    .execute();
        }
    }

    private record Used(Claim claim, String name, long permits) {}
}
