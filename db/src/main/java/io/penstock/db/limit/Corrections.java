package io.penstock.db.limit;

/** The money that was set aside for attempts which never began: it is there again, while rates and units stay used in vain. */
public final class Corrections {

    /** For the RETURNING of a statement that takes jobs from their lane. */
    public static final String PERMIT =
            "live.gate, live.weights, CASE WHEN old.permit_until IS NOT NULL THEN old.permit_at END AS permit_at";

    /** To follow the WITH of a statement whose {@code gone} has returned that. */
    public static final String OF_GONE = unspent("gone") + ",\n";

    private Corrections() {}

    /** The same statement, which puts jobs back behind their gates and ends with its RETURNING, and gives back their money. */
    public static String with(String statement) {
        return "WITH back AS (\n" + statement + ", " + PERMIT + ")," + unspent("back") + "\nSELECT * FROM back";
    }

    private static String unspent(String jobs) {
        return """

                unspent AS (
                    INSERT INTO correction (name, at, delta)
                    SELECT budget.name, jobs.permit_at, -(jobs.weights ->> '$')::bigint
                    FROM %s AS jobs JOIN gate ON gate.id = jobs.gate
                                    JOIN limit_state AS budget ON budget.name = ANY (gate.limits) AND budget.type = 'budget'
                    WHERE jobs.permit_at IS NOT NULL AND jobs.weights ->> '$' IS NOT NULL)""".formatted(jobs);
    }
}
