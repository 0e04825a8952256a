package io.penstock.api.caller;

import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.db.tenant.Grant;
import io.penstock.db.tenant.Role;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a key needs for a route.
 *
 * @param role or a later one
 * @param fleet whether the route changes what all tenants share, so that the key's tenant must run the installation
 * @param changes whether a suspended tenant may not use it
 * @param action what the audit calls it; null when it is not written down: it reads, or makes a record of its own
 */
record Access(
        Role role, boolean fleet, boolean changes, @Nullable String action) {

    private static final Map<String, Access> TABLE = read("""
            metadata_viewer | GET    /v1/jobs
            submitter       | POST   /v1/jobs
            metadata_viewer | GET    /v1/jobs/{id}
            viewer          | GET    /v1/jobs/{id}/result
            viewer          | GET    /v1/jobs/{id}/events
            viewer          | GET    /v1/jobs/{id}/payload
            metadata_viewer | GET    /v1/jobs/{id}/runs
            metadata_viewer | GET    /v1/jobs/{id}/explain
            metadata_viewer | GET    /v1/jobs/{id}/hops
            viewer          | GET    /v1/jobs/{id}/mails
            submitter       | POST   /v1/jobs/{id}/cancel                       | job.cancel
            operator        | POST   /v1/jobs/{id}/resolve                      | job.resolve
            operator        | POST   /v1/jobs/{id}/replay                       | job.replay
            metadata_viewer | GET    /v1/events

            submitter       | POST   /v1/batches
            metadata_viewer | GET    /v1/batches
            metadata_viewer | GET    /v1/batches/{id}
            metadata_viewer | GET    /v1/batches/{id}/items
            viewer          | GET    /v1/batches/{id}/results
            submitter       | POST   /v1/batches/{id}/cancel                    | batch.cancel

            submitter       | POST   /v1/artifacts
            metadata_viewer | GET    /v1/artifacts
            metadata_viewer | GET    /v1/artifacts/{id}
            submitter       | DELETE /v1/artifacts/{id}                         | artifact.delete
            submitter       | POST   /v1/artifacts/{id}/complete
            viewer          | GET    /v1/artifacts/{id}/content
            submitter       | PUT    /v1/artifacts/{id}/content
            submitter       | POST   /v1/artifacts/{id}/links                   | artifact.link

            submitter       | POST   /v1/analyses
            metadata_viewer | GET    /v1/analyses
            metadata_viewer | GET    /v1/analyses/{id}
            viewer          | GET    /v1/analyses/{id}/files
            viewer          | GET    /v1/analyses/{id}/findings
            viewer          | GET    /v1/analyses/{id}/report.json
            viewer          | GET    /v1/analyses/{id}/report.sarif
            viewer          | GET    /v1/analyses/{id}/report.html
            submitter       | POST   /v1/analyses/{id}/cancel                   | analysis.cancel

            submitter       | POST   /v1/schedules                              | schedule.create
            metadata_viewer | GET    /v1/schedules
            metadata_viewer | POST   /v1/schedules/preview
            metadata_viewer | GET    /v1/schedules/{name}
            submitter       | PUT    /v1/schedules/{name}                       | schedule.change
            submitter       | DELETE /v1/schedules/{name}                       | schedule.delete
            submitter       | POST   /v1/schedules/{name}/pause                 | schedule.pause
            submitter       | POST   /v1/schedules/{name}/resume                | schedule.resume
            submitter       | POST   /v1/schedules/{name}/trigger               | schedule.trigger
            metadata_viewer | GET    /v1/schedules/{name}/preview
            metadata_viewer | GET    /v1/schedules/{name}/firings
            metadata_viewer | GET    /v1/schedules/{name}/explain

            metadata_viewer | GET    /v1/templates
            viewer          | GET    /v1/templates/{name}
            submitter       | PUT    /v1/templates/{name}                       | template.put
            submitter       | DELETE /v1/templates/{name}                       | template.delete
            viewer          | GET    /v1/templates/{name}/versions
            viewer          | GET    /v1/templates/{name}/versions/{version}
            viewer          | POST   /v1/templates/{name}/preview
            submitter       | POST   /v1/templates/{name}/test

            viewer          | GET    /v1/suppressions
            viewer          | GET    /v1/suppressions/{address}
            operator        | PUT    /v1/suppressions/{address}                 | suppression.put
            operator        | DELETE /v1/suppressions/{address}                 | suppression.delete

            metadata_viewer | GET    /v1/webhooks/deliveries
            metadata_viewer | GET    /v1/webhooks/deliveries/{id}
            submitter       | POST   /v1/webhooks/deliveries/{id}/redeliver     | delivery.redeliver
            metadata_viewer | GET    /v1/webhooks/endpoints
            submitter       | POST   /v1/webhooks/endpoints/enable              | endpoint.enable
            metadata_viewer | GET    /v1/webhooks/secret
            operator        | POST   /v1/webhooks/secret/rotate                 | secret.rotate

            metadata_viewer | GET    /v1/kinds
            metadata_viewer | GET    /v1/kinds/{kind}
            metadata_viewer | GET    /v1/usage
            metadata_viewer | GET    /v1/cache
            operator        | DELETE /v1/cache                                  | cache.delete

            metadata_viewer | GET    /v1/lanes
            metadata_viewer | GET    /v1/lanes/{lane}
            fleet metadata_viewer | GET    /v1/workers
            fleet metadata_viewer | GET    /v1/workers/{id}
            fleet metadata_viewer | GET    /v1/workers/{id}/jobs
            metadata_viewer | GET    /v1/gates
            metadata_viewer | GET    /v1/gates/{id}

            metadata_viewer | GET    /v1/error-groups
            metadata_viewer | GET    /v1/error-groups/{id}
            fleet operator  | POST   /v1/error-groups/{id}/resolve              | error_group.resolve
            fleet operator  | POST   /v1/error-groups/{id}/ignore               | error_group.ignore
            fleet operator  | POST   /v1/error-groups/{id}/reopen               | error_group.reopen

            operator        | POST   /v1/bulk-operations                        | bulk_operation.ask
            metadata_viewer | GET    /v1/bulk-operations
            metadata_viewer | GET    /v1/bulk-operations/{id}
            metadata_viewer | GET    /v1/bulk-operations/{id}/items
            operator        | POST   /v1/bulk-operations/{id}/pause             | bulk_operation.pause
            operator        | POST   /v1/bulk-operations/{id}/resume            | bulk_operation.resume
            operator        | POST   /v1/bulk-operations/{id}/abort             | bulk_operation.abort

            metadata_viewer | GET    /v1/pauses
            metadata_viewer | GET    /v1/pauses/{scope}/{name}
            fleet operator  | POST   /v1/pauses                                 | pause.create
            fleet operator  | DELETE /v1/pauses/{scope}/{name}                  | pause.delete

            metadata_viewer | GET    /v1/limits
            metadata_viewer | GET    /v1/limits/{name}
            fleet operator  | POST   /v1/limits                                 | limit.create
            fleet operator  | PUT    /v1/limits/{name}                          | limit.change
            fleet operator  | DELETE /v1/limits/{name}                          | limit.delete
            fleet operator  | POST   /v1/limits/{name}/close                    | limit.close
            fleet operator  | POST   /v1/limits/{name}/reopen                   | limit.reopen
            fleet operator  | POST   /v1/limits/{name}/override                 | limit.override
            fleet operator  | DELETE /v1/limits/{name}/override                 | limit.end_override

            metadata_viewer | GET    /v1/budgets
            metadata_viewer | GET    /v1/budgets/{name}
            fleet operator  | POST   /v1/budgets                                | budget.create
            fleet operator  | PUT    /v1/budgets/{name}                         | budget.change
            fleet operator  | DELETE /v1/budgets/{name}                         | budget.delete

            admin           | POST   /v1/auth/keys                              | key.create
            admin           | GET    /v1/auth/keys
            admin           | GET    /v1/auth/keys/{id}
            admin           | POST   /v1/auth/keys/{id}/rotate                  | key.rotate
            admin           | DELETE /v1/auth/keys/{id}                         | key.revoke

            fleet admin     | POST   /v1/tenants                                | tenant.create
            fleet viewer    | GET    /v1/tenants
            fleet viewer    | GET    /v1/tenants/{name}
            fleet admin     | PATCH  /v1/tenants/{name}                         | tenant.change

            admin           | GET    /v1/audit
            admin           | GET    /v1/audit/export
            """);

    /** Of a route that has none in the table nobody knows who may use it, so nobody may. */
    static Access to(String route) {
        var access = TABLE.get(route);
        if (access == null) {
            throw new IllegalStateException("No role is named for " + route);
        }
        return access;
    }

    void check(Grant grant) {
        if (!grant.role().isAtLeast(role)) {
            throw forbidden("This needs the role " + role.label() + "; the key " + grant.key() + " has the role "
                    + grant.role().label() + ".");
        }
        if (changes && grant.suspended()) {
            throw suspended(grant);
        }
        if (fleet && !grant.fleet()) {
            throw forbidden("This is about all tenants, and needs the role " + role.label()
                    + " in a tenant that runs the installation; the key " + grant.key() + " is of another one.");
        }
    }

    private static Refusal suspended(Grant grant) {
        return new Refusal(Problem.of(
                403,
                "tenant_suspended",
                "The tenant is suspended",
                "Who runs the installation has suspended " + grant.tenant().name()
                        + ". Its keys may read, and its waiting jobs wait."));
    }

    private static Refusal forbidden(String detail) {
        return new Refusal(Problem.of(403, "forbidden", "The key may not do this", detail));
    }

    private static Map<String, Access> read(String table) {
        var row = Pattern.compile(
                "(?<fleet>fleet )?(?<role>\\w+) *\\| (?<method>[A-Z]+) +(?<path>\\S+)( +\\| (?<action>\\S+))?");
        return table.lines()
                .filter(line -> !line.isEmpty())
                .map(row::matcher)
                .filter(Matcher::matches)
                .collect(Collectors.toUnmodifiableMap(
                        match -> match.group("method") + " " + match.group("path"),
                        match -> of(
                                Role.find(match.group("role")).orElseThrow(),
                                match.group("fleet") != null,
                                match.group("method"),
                                match.group("action"))));
    }

    /** What a viewer may do changes nothing, and neither does a GET of others. */
    private static Access of(Role role, boolean fleet, String method, @Nullable String action) {
        return new Access(role, fleet, role.isAtLeast(Role.SUBMITTER) && !method.equals("GET"), action);
    }
}
