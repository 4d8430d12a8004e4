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
 * What the store says of an upgrade, under a key of its own: which way is active, whether for good, and which business units
 * were active before. It is sealed and bound to its generation like a session, and changed by compare-and-set alone. It holds
 * nothing of the old credential.
 *
 * @param generation the record's; 0 if there is none
 */
record Mark(long generation, Way way, boolean finished, Set<BusinessUnit> unitsBefore) {
    /** No connection's name begins so. */
    private static final String KEY = "~upgrade/";

    private static final int FORMAT = 1;

    Mark {
        unitsBefore = Set.copyOf(unitsBefore);
    }

    /** Reads it. A store that has none says that nothing was upgraded yet. */
    static Mark read(Connection connection) {
        SessionRecord record = ManagedConnection.behind(connection)
                .store()
                .find(KEY + connection.name())
                .orElse(null);
        SealedSession sealed = record == null ? null : record.session();
        if (record == null || sealed == null) {
            return new Mark(record == null ? 0 : record.generation(), Way.OLD, false, Set.of());
        }
        if (sealed.format() > FORMAT) {
            throw AuthFailure.of(StoreProblem.STORE_FORMAT_NEWER)
                    .detail(record.key())
                    .toException();
        }
        String text = ManagedConnection.behind(connection).open(sealed.payload(), purpose(record.generation()));
        try {
            JsonObject body = Json.parse(text);
            return new Mark(
                    record.generation(),
                    body.text("way").filter(Way.NEW.name()::equals).isPresent() ? Way.NEW : Way.OLD,
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

    Mark moved(Set<BusinessUnit> unitsBefore) {
        return new Mark(generation, Way.NEW, false, unitsBefore);
    }

    Mark rolledBack() {
        return new Mark(generation, Way.OLD, false, Set.of());
    }

    Mark forGood() {
        return new Mark(generation, Way.NEW, true, unitsBefore);
    }

    /**
     * Puts this in place of the mark of its generation; false if another host has changed that meanwhile. If the store's answer
     * is lost, the mark is read again: it may be this one.
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
            return read(connection).equals(new Mark(generation + 1, way, finished, unitsBefore));
        } catch (StoreException unknown) {
            return false;
        }
    }

    private boolean write(Connection connection) {
        List<String> units =
                unitsBefore.stream().map(BusinessUnit::toString).sorted().toList();
        String text = Json.write(Map.of("way", way.name(), "finished", finished, "units", units));
        String payload = ManagedConnection.behind(connection).seal(text, purpose(generation + 1));
        return ManagedConnection.behind(connection)
                .store()
                .commit(KEY + connection.name(), generation, new SealedSession(payload, FORMAT, null));
    }

    private static String purpose(long generation) {
        return "upgrade\n" + generation;
    }
}
