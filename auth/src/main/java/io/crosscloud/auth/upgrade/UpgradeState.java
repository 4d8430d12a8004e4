package io.crosscloud.auth.upgrade;

import io.crosscloud.auth.internal.json.Json;
import io.crosscloud.auth.internal.json.JsonObject;
import io.crosscloud.auth.internal.json.MalformedJsonException;
import io.crosscloud.auth.internal.session.manage.ManagedConnection;
import io.crosscloud.auth.session.Connection;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.StoreException;
import io.crosscloud.error.StoreProblem;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The state of an upgrade in the session store, under a key of its own: the active login, whether the upgrade is
 * finished, and the business units that were active before. The record is sealed and bound to its generation like a
 * session, and is changed by compare-and-set only. It contains nothing of the old credential.
 *
 * @param generation the generation of the record; 0 if there is none
 */
record UpgradeState(long generation, ActiveLogin active, boolean finished, Set<BusinessUnit> unitsBefore) {
    /** No connection name starts with this prefix. */
    private static final String KEY = "~upgrade/";

    private static final int FORMAT = 1;

    /** The stored name of the active login; hosts of earlier releases read it. */
    private static final String ACTIVE = "way";

    UpgradeState {
        unitsBefore = Set.copyOf(unitsBefore);
    }

    /** Reads the state. Without a record, the old login is active. */
    static UpgradeState read(Connection connection) {
        SessionRecord record = ManagedConnection.behind(connection)
                .store()
                .find(KEY + connection.name())
                .orElse(null);
        SealedSession sealed = record == null ? null : record.session();
        if (record == null || sealed == null) {
            return new UpgradeState(record == null ? 0 : record.generation(), ActiveLogin.OLD, false, Set.of());
        }
        if (sealed.format() > FORMAT) {
            throw AuthFailure.of(StoreProblem.STORE_FORMAT_NEWER)
                    .detail(record.key())
                    .toException();
        }
        String text = ManagedConnection.behind(connection).open(sealed.payload(), purpose(record.generation()));
        try {
            JsonObject body = Json.parse(text);
            return new UpgradeState(
                    record.generation(),
                    body.text(ACTIVE).filter(ActiveLogin.NEW.name()::equals).isPresent()
                            ? ActiveLogin.NEW
                            : ActiveLogin.OLD,
                    body.flag("finished").orElse(false),
                    body.texts("units").stream()
                            .map(mid -> BusinessUnit.of(Long.parseLong(mid)))
                            .collect(Collectors.toUnmodifiableSet()));
        } catch (MalformedJsonException | IllegalArgumentException e) {
            throw AuthFailure.of(StoreProblem.STORE_RECORD_UNREADABLE)
                    .detail(record.key())
                    .toException();
        }
    }

    UpgradeState switched(Set<BusinessUnit> unitsBefore) {
        return new UpgradeState(generation, ActiveLogin.NEW, false, unitsBefore);
    }

    UpgradeState rolledBack() {
        return new UpgradeState(generation, ActiveLogin.OLD, false, Set.of());
    }

    UpgradeState asFinished() {
        return new UpgradeState(generation, ActiveLogin.NEW, true, unitsBefore);
    }

    /** This state as the store has it after {@link #commit}. */
    UpgradeState committed() {
        return new UpgradeState(generation + 1, active, finished, unitsBefore);
    }

    boolean sameOutcomeAs(UpgradeState other) {
        return active == other.active && finished == other.finished;
    }

    /**
     * Replaces the record of this generation. Returns false if another host has changed the record in the meantime. If
     * the store's answer is lost, the record is read again: the commit may have succeeded.
     */
    boolean commit(Connection connection) {
        try {
            return write(connection);
        } catch (StoreException e) {
            if (isStored(connection)) {
                return true;
            }
            throw e;
        }
    }

    private boolean isStored(Connection connection) {
        try {
            return read(connection).equals(committed());
        } catch (StoreException unknown) {
            return false;
        }
    }

    private boolean write(Connection connection) {
        List<String> units =
                unitsBefore.stream().map(BusinessUnit::toString).sorted().toList();
        String text = Json.write(Map.of(ACTIVE, active.name(), "finished", finished, "units", units));
        String payload = ManagedConnection.behind(connection).seal(text, purpose(generation + 1));
        return ManagedConnection.behind(connection)
                .store()
                .commit(KEY + connection.name(), generation, new SealedSession(payload, FORMAT, null));
    }

    private static String purpose(long generation) {
        return "upgrade\n" + generation;
    }

    /** For a report. */
    @Override
    public String toString() {
        return active + (finished ? ", permanently" : "");
    }
}
