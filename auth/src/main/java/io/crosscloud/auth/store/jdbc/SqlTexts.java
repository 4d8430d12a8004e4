package io.crosscloud.auth.store.jdbc;

import java.time.Duration;

/** The statements, for one dialect and one table. The parameters of each stand beside it. */
final class SqlTexts {
    private static final String FREED = "lease_holder = null, lease_until = null, beacon = null, beacon_server = null";
    private static final String RESOLVED = FREED + ", attempted_at = null, probe = false, not_before = null";
    private static final String NOT_REFUSED = "refusals = null, refused_since = null";

    /** What an earlier release has made untrue of the history is dropped by whoever writes the next part of it. */
    private static final String HISTORY_KEPT =
            "created_at = case when history_generation = generation or ended_at is null"
                    + " then created_at end, refreshed_at = case when history_generation = generation then refreshed_at end";

    final Dialect dialect;

    /** session_key. */
    final String find;

    /** lease_holder, lease in milliseconds, beacon, session_key, generation; on PostgreSQL the own beacon. */
    final String claim;

    /** session_key, lease_holder, lease in milliseconds, beacon; on PostgreSQL the own beacon. */
    final String claimFirst;

    /** payload, format, renew_before, session_key, generation. */
    final String commit;

    /** session_key, payload, format, renew_before. */
    final String commitFirst;

    /** pause in milliseconds, whether the attempt mark stays (twice), session_key, generation, lease_holder. */
    final String release;

    /** The same, with the problem before session_key. */
    final String releaseRefused;

    /** ending, problem, session_key, generation. */
    final String end;

    /** ending, problem, session_key, generation. */
    final String endErasing;

    /** session_key, generation, ending, problem, generation. */
    final String endFirst;

    /** instant, limit. */
    final String due;

    SqlTexts(Dialect dialect, String table, Duration maxPause) {
        this.dialect = dialect;
        String now = dialect.now();
        String columns = "session_key, generation, payload, format, renew_before, lease_holder, lease_until, beacon, "
                + "attempted_at, probe, ending, not_before, created_at, refreshed_at, ended_at, problem, refusals, "
                + "refused_since, history_generation, " + now + " as store_now";
        String update = "update " + table + " set ";
        String current = " where session_key = ? and generation = ?";
        String insert = "insert into " + table + " (session_key, generation, ";

        this.find = "select " + columns + " from " + table + " where session_key = ?";
        this.claim = dialect.returning(
                update + "lease_holder = ?, lease_until = " + dialect.inMillis("?") + ", beacon = ?, beacon_server = "
                        + dialect.serverStart() + ", probe = ("
                        + "attempted_at is not null), attempted_at = " + now + ", not_before = null" + current
                        + " and ending is null and (not_before is null or not_before <= " + now + ") and "
                        + dialect.leaseIsOver(maxPause),
                columns + dialect.witness());
        this.claimFirst = dialect.returning(
                insert + "lease_holder, lease_until, beacon, beacon_server, attempted_at) values (?, 0, ?, "
                        + dialect.inMillis("?") + ", ?, " + dialect.serverStart() + ", " + now + ")"
                        + dialect.ifAbsent(),
                columns + dialect.witness());
        String time = dialect.statementTime();
        this.commit = update + "generation = generation + 1, payload = ?, format = ?, renew_before = ?, ending = null, "
                + RESOLVED + ", created_at = case when generation = 0 or ending is not null then " + time
                + " when history_generation = generation or ended_at is null then created_at end, refreshed_at = "
                + time + ", ended_at = null, problem = null, " + NOT_REFUSED
                + ", history_generation = generation + 1" + current;
        this.commitFirst = insert + "payload, format, renew_before, created_at, refreshed_at, history_generation)"
                + " values (?, 1, ?, ?, ?, " + time + ", " + time + ", 1)" + dialect.ifAbsent();
        String release = update + FREED + ", not_before = " + dialect.inMillis("?")
                + ", attempted_at = case when ? then attempted_at end, probe = (probe and ?)";
        String held = current + " and lease_holder = ?";
        this.release = release + held;
        this.releaseRefused = release + ", " + HISTORY_KEPT + ", ended_at = null, problem = ?, refusals = 1 +"
                + " case when history_generation = generation then coalesce(refusals, 0) else 0 end, refused_since ="
                + " case when history_generation = generation and refusals > 0 then refused_since else " + time
                + " end, history_generation = generation" + held;
        String end = update + "ending = ?, " + RESOLVED + ", " + HISTORY_KEPT + ", ended_at = " + time
                + ", problem = ?, " + NOT_REFUSED + ", history_generation = generation";
        this.end = end + current;
        this.endErasing =
                end + " + 1, generation = generation + 1, payload = null, format = null, renew_before = null" + current;
        this.endFirst = insert + "ending, ended_at, problem, history_generation) values (?, ?, ?, " + time + ", ?, ?)"
                + dialect.ifAbsent();
        this.due = "select " + columns + " from " + table + " where ending is null and renew_before <= ?"
                + " order by renew_before, session_key fetch first ? rows only";
    }
}
