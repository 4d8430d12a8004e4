package io.crosscloud.verification.storm;

import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** What happened to whom, for a person who asks why. Thread-safe. */
final class Timeline {
    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();

    private record Entry(Instant at, String user, String what) {
        @Override
        public String toString() {
            return "    " + at + " " + what + "\n";
        }
    }

    void add(String user, String what) {
        entries.add(new Entry(Instant.now(), user, what));
    }

    /** What happened to this user. */
    String of(String user) {
        return entries.stream()
                .filter(entry -> entry.user().equals(user))
                .map(Entry::toString)
                .collect(Collectors.joining());
    }
}
