package io.crosscloud.auth.store.jdbc;

import java.time.Duration;

/** The statements, for one dialect and one table. The parameters of each stand beside it. */
final class Sql {
    private static final String FREED = "lease_holder = null, lease_until = null, beacon = null, beacon_server = null";
    private static final String RESOLVED = FREED + ", attempted_at = null, probe = false, not_before = null";

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

    /** pause in milliseconds, session_key, generation, lease_holder. */
    final String releaseSpentNothing;

    /** pause in milliseconds, session_key, generation, lease_holder. */
    final String releaseInDoubt;

    /** ending, session_key, generation. */
    final String end;

    /** ending, session_key, generation. */
    final String endErasing;

    /** session_key, generation, ending. */
    final String endFirst;

    /** instant, limit. */
    final String due;

    Sql(Dialect dialect, String table, Duration maxPause) {
        this.dialect = dialect;
        String now = dialect.now();
        String columns = "session_key, generation, payload, format, renew_before, lease_holder, lease_until, beacon, "
                + "attempted_at, probe, ending, not_before, " + now + " as store_now";
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
        this.commit = update + "generation = generation + 1, payload = ?, format = ?, renew_before = ?, ending = null, "
                + RESOLVED + current;
        this.commitFirst = insert + "payload, format, renew_before) values (?, 1, ?, ?, ?)" + dialect.ifAbsent();
        String release = update + FREED + ", not_before = " + dialect.inMillis("?");
        this.releaseInDoubt = release + current + " and lease_holder = ?";
        this.releaseSpentNothing = release + ", attempted_at = null, probe = false" + current + " and lease_holder = ?";
        this.end = update + "ending = ?, " + RESOLVED + current;
        this.endErasing = update + "ending = ?, generation = generation + 1, payload = null, format = null,"
                + " renew_before = null, " + RESOLVED + current;
        this.endFirst = insert + "ending) values (?, ?, ?)" + dialect.ifAbsent();
        this.due = "select " + columns + " from " + table + " where ending is null and renew_before <= ?"
                + " order by renew_before, session_key fetch first ? rows only";
    }
}
