package io.crosscloud.auth.internal.session.record;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The records that this process must not forget, by store key: a refresh is in flight, or the store has still to take a
 * commit or an end. Each stays in memory, with what belongs to it, until neither is so.
 */
public final class PendingWrites {
    /** A record with what the store has still to take. Called by any thread. */
    public interface Pending {
        /** The key of the record in the store. */
        String storeKey();

        /** Whether the store has still to take something. */
        boolean isUnwritten();

        /** Writes what the store has still to take. */
        void write();
    }

    /**
     * @param pin whatever must stay in memory with the record
     * @param inFlight how many refreshes are under way
     */
    private record Entry(Pending record, Object pin, int inFlight) {
        /** The same for another object of the same record, unless this one still has something to store. */
        Entry with(Pending other, Object pin, int inFlight) {
            return record.isUnwritten() ? new Entry(record, this.pin, inFlight) : new Entry(other, pin, inFlight);
        }

        @Nullable
        Entry unlessWritten() {
            return inFlight > 0 || record.isUnwritten() ? this : null;
        }
    }

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    /** A refresh of this record begins. */
    public void begin(Pending record, Object pin) {
        entries.merge(
                record.storeKey(),
                new Entry(record, pin, 1),
                (known, first) -> known.with(record, pin, known.inFlight() + 1));
    }

    /** A refresh of this record is over. */
    public void end(Pending record) {
        entries.computeIfPresent(
                record.storeKey(),
                (key, known) -> new Entry(known.record(), known.pin(), known.inFlight() - 1).unlessWritten());
    }

    /** The store has still to take something of this record. */
    public void hold(Pending record, Object pin) {
        entries.merge(
                record.storeKey(),
                new Entry(record, pin, 0),
                (known, first) -> known.with(record, pin, known.inFlight()));
    }

    /** The store may have taken everything of this record. */
    public void written(Pending record) {
        entries.computeIfPresent(record.storeKey(), (key, known) -> known.unlessWritten());
    }

    /** The record under this key; null if nothing of it is pending. */
    @Nullable
    Pending find(String storeKey) {
        Entry entry = entries.get(storeKey);
        return entry == null ? null : entry.record();
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The records of which the store has still to take something. */
    public List<Pending> unwritten() {
        return records(entry -> entry.record().isUnwritten());
    }

    /** The records of which a refresh is in flight, and nothing else is pending. */
    public List<Pending> inFlight() {
        return records(entry -> entry.inFlight() > 0 && !entry.record().isUnwritten());
    }

    private List<Pending> records(Predicate<Entry> which) {
        return entries.values().stream().filter(which).map(Entry::record).toList();
    }
}
