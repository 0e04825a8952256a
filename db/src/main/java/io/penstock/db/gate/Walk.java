package io.penstock.db.gate;

/**
 * The order in which the waiting jobs of a gate have their turns, as a part of statements. Each priority is an ordered walk of its own, and a
 * lower one is begun only when the higher ones did not fill the room; but some of it, a tenth over time, is kept for a lower one that
 * waits, each of them in its turn, so that none waits for ever. Whether there is a first one is asked with a limit: an EXISTS would become a join
 * that reads all that wait.
 */
final class Walk {

    /** What is kept for a lower priority, of all that there is room for. */
    private static final double KEPT = 0.1;

    private static final double MOST_KEPT = 100;

    /**
     * Selects the columns of at most {@code room} jobs, those that were kept for first.
     *
     * @param gate which gate
     * @param floors an array with the place behind which each priority's walk begins, the highest first
     * @param room for how many jobs
     * @param kept how many of these for a lower priority than the highest that waits
     * @param start with which of the lower priorities to begin, from 0 to 9
     */
    static String select(String columns, String gate, String floors, String room, String kept, String start) {
        return """
                WITH kept AS MATERIALIZED (
                    SELECT waiting.* FROM (
                        SELECT lower.* FROM (
                            SELECT walk.nr, walk.floor FROM unnest(%3$s) WITH ORDINALITY AS walk (floor, nr)
                            CROSS JOIN LATERAL (
                                SELECT FROM live
                                WHERE live.gate = %2$s AND live.priority = 10 - walk.nr AND live.place > walk.floor AND live.state = 'queued'
                                ORDER BY live.place LIMIT 1) AS first
                            WHERE %5$s > 0
                            ORDER BY walk.nr OFFSET 1) AS lower
                        ORDER BY (lower.nr + %6$s) %% 10 LIMIT 1) AS lower
                    CROSS JOIN LATERAL (
                        SELECT TRUE AS kept, %1$s FROM live
                        WHERE live.gate = %2$s AND live.priority = 10 - lower.nr AND live.place > lower.floor AND live.state = 'queued'
                        ORDER BY live.place LIMIT %5$s) AS waiting)
                SELECT * FROM kept
                UNION ALL
                (SELECT waiting.* FROM unnest(%3$s) WITH ORDINALITY AS walk (floor, nr)
                 CROSS JOIN LATERAL (
                    SELECT FALSE AS kept, %1$s FROM live
                    WHERE live.gate = %2$s AND live.priority = 10 - walk.nr AND live.place > walk.floor AND live.state = 'queued'
                    ORDER BY live.place LIMIT %4$s) AS waiting
                 LIMIT %4$s - (SELECT count(*) FROM kept))""".formatted(columns, gate, floors, room, kept, start);
    }

    private double saved;
    private int start;

    /**
     * What a look at a gate asks for.
     *
     * @param kept how many of the room are kept for a lower priority
     * @param start with which of them to begin
     */
    record Share(int kept, int start) {}

    synchronized Share share(int room) {
        int kept = (int) Math.min(saved, Math.ceilDiv(room, 2));
        saved -= kept;
        start += kept > 0 ? 1 : 0;
        return new Share(kept, start % 10);
    }

    /** So many went through. */
    synchronized void went(int jobs) {
        saved = Math.min(saved + jobs * KEPT, MOST_KEPT);
    }
}
