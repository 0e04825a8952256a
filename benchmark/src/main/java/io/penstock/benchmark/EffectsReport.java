package io.penstock.benchmark;

import io.penstock.catalog.email.SendMail;
import io.penstock.catalog.payment.CreateIntent;
import io.penstock.db.database.Database;
import io.penstock.db.job.JobId;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.mail.Head;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How jobs ended, against what the sandbox did for them. */
final class EffectsReport {

    private static final int SHOWN = 10;

    private static final String ENDS = """
            SELECT job.id, job.kind, coalesce(outcome.state, 'lost') AS state, coalesce(outcome.error_code, 'none') AS error_code,
                   job.payload #>> '{to,0,email}' AS recipient,
                   outcome.resolved_at IS NOT NULL AS resolved,
                   coalesce(effect.receipt ->> 'reference' = effect.receipt ->> 'message_id', false) AS told
            FROM job LEFT JOIN outcome ON outcome.tenant = job.tenant AND outcome.id = job.id
            LEFT JOIN effect ON effect.job = job.id AND effect.key = 'mail'
            WHERE job.tenant = :tenant""";

    private final PrintWriter out;
    private final List<String> violations = new ArrayList<>();

    EffectsReport(PrintWriter out) {
        this.out = out;
    }

    /**
     * @param name by which the sandbox knows it: that of the job, or the mail's recipient
     * @param resolved whether an event settled it when it had ended
     * @param told whether the attempt knows of its mail by what was told; one by SMTP always looks so
     */
    private record End(String kind, String name, String state, String code, boolean resolved, boolean told) {}

    void tell(Database database, int tenant, Sandbox sandbox) {
        var ends = ends(database, tenant);
        tell("charged", ends.getOrDefault(CreateIntent.KIND.name(), List.of()), charges(sandbox));
        var mails = ends.getOrDefault(SendMail.KIND.name(), List.of());
        var ways = ways(sandbox);
        tell("sent", mails, ways);
        tellOfEvents(mails, ways);
        int twice = sandbox.effects().summary().twice().size();
        if (twice > 0) {
            violations.add("%d keys under which something was done twice".formatted(twice));
        }
        violations.stream().limit(SHOWN).forEach(violation -> say("%s", violation));
        say("violations: %,d", violations.size());
    }

    private static Map<String, List<End>> ends(Database database, int tenant) {
        return database.jdbi()
                .withHandle(handle -> handle
                        .createQuery(ENDS)
                        .bind("tenant", tenant)
                        .map((row, context) -> new End(
                                row.getString("kind"),
                                name(row.getObject("id", UUID.class), row.getString("recipient")),
                                row.getString("state"),
                                row.getString("error_code"),
                                row.getBoolean("resolved"),
                                row.getBoolean("told")))
                        .stream()
                        .collect(Collectors.groupingBy(End::kind)));
    }

    private static String name(UUID id, @Nullable String recipient) {
        return recipient == null ? new JobId(id).toString() : recipient;
    }

    /** By job, at whom each was done. */
    private static Map<String, List<String>> charges(Sandbox sandbox) {
        var charges = new HashMap<String, List<String>>();
        sandbox.effects().all().stream()
                .filter(effect -> effect.deed().kind().equals("charge"))
                .forEach(effect -> charges.computeIfAbsent(
                                String.valueOf(effect.deed().job()), job -> new ArrayList<>())
                        .add(effect.deed().provider()));
        return charges;
    }

    /** By recipient, by which way each came. */
    private static Map<String, List<String>> ways(Sandbox sandbox) {
        var ways = new HashMap<String, List<String>>();
        for (Head mail : sandbox.mails().all()) {
            mail.to()
                    .forEach(to ->
                            ways.computeIfAbsent(to, one -> new ArrayList<>()).add(mail.transport()));
        }
        return ways;
    }

    private void tell(String did, List<End> ends, Map<String, List<String>> done) {
        var table = new TreeMap<String, int[]>();
        for (var end : ends) {
            int times = times(done, end);
            table.computeIfAbsent(end.state, state -> new int[3])[Math.min(2, times)]++;
            if (isRefuted(end.state, times)) {
                violations.add("%s: %s (%s), and %s %d times".formatted(end.name, end.state, end.code, did, times));
            }
        }
        table.forEach((state, counts) -> say(
                "%-16s %,7d not %5$s, %,7d %5$s once, %,d more than once",
                state, counts[0], counts[1], counts[2], did));
        var strays = new HashSet<>(done.keySet());
        ends.forEach(end -> strays.remove(end.name));
        strays.forEach(stray -> violations.add("%s: %s, and no job's".formatted(stray, did)));
    }

    private static int times(Map<String, List<String>> done, End end) {
        return done.getOrDefault(end.name, List.of()).size();
    }

    private static boolean isRefuted(String state, int times) {
        return times > 1
                || switch (state) {
                    case "succeeded" -> times == 0;
                    case "failed" -> times > 0;
                    case "outcome_unknown" -> false;
                    default -> true;
                };
    }

    private void tellOfEvents(List<End> mails, Map<String, List<String>> ways) {
        ways.values().stream()
                .flatMap(List::stream)
                .collect(Collectors.groupingBy(Objects::requireNonNull, TreeMap::new, Collectors.counting()))
                .forEach((way, count) -> say("sent by %s: %,d", way, count));
        say(
                "mails of which an event told that they were sent: %,d before the job had ended, %,d after it had ended as outcome_unknown",
                mails.stream()
                        .filter(end -> end.told && came(end, ways, "sendgrid"))
                        .count(),
                mails.stream().filter(End::resolved).count());
        var left = mails.stream()
                .filter(end -> end.state.equals("outcome_unknown"))
                .toList();
        say(
                "left as outcome_unknown: %,d sent by sendgrid, %,d sent by smtp, %,d not sent",
                left.stream().filter(end -> came(end, ways, "sendgrid")).count(),
                left.stream().filter(end -> came(end, ways, "smtp")).count(),
                left.stream().filter(end -> times(ways, end) == 0).count());
    }

    private static boolean came(End end, Map<String, List<String>> ways, String way) {
        return ways.getOrDefault(end.name, List.of()).contains(way);
    }

    private void say(String line, Object... values) {
        out.printf(line + "%n", values);
        out.flush();
    }
}
