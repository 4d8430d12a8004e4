package io.crosscloud.internal.events;

import io.crosscloud.session.SessionKey;
import io.crosscloud.spi.AuthEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Events that wait for a listener, in the order in which they were told. Bounded: when it is full, further events are dropped and
 * counted, and an {@link AuthEvent.EventsDropped} stands in their place.
 *
 * <p>{@link AuthEvent.LoginRequired} and {@link AuthEvent.CommitDelayed} have a bound of their own, at which those go that a
 * later one of the same kind and session follows; so there are never more than two bounds of them, or four for each session.
 * Thread-safe.
 */
final class EventQueue {
    private final int bound;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Told> ordinary = new ArrayDeque<>();
    private Deque<Told> lasting = new ArrayDeque<>();
    private int mergeAt;
    private long told;
    private long dropped;
    private long firstDropped;

    /** @param bound how many events may wait, of those that may be dropped */
    EventQueue(int bound) {
        this.bound = bound;
        this.mergeAt = bound;
    }

    /**
     * Adds an event at the end, if there is room.
     *
     * @return whether events begin to be dropped
     */
    boolean add(AuthEvent event) {
        lock.lock();
        try {
            Told next = new Told(told++, event);
            if (next.subject() != null) {
                lasting.add(next);
                return lasting.size() > mergeAt && drop(next, merge());
            }
            if (ordinary.size() == bound) {
                return drop(next, 1);
            }
            ordinary.add(next);
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean drop(Told at, int events) {
        boolean begins = dropped == 0 && events > 0;
        if (begins) {
            firstDropped = at.number();
        }
        dropped += events;
        return begins;
    }

    /** Keeps the last of each kind and session. How many others there were. */
    private int merge() {
        Deque<Told> last = new ArrayDeque<>();
        Set<@Nullable Subject> subjects = new HashSet<>();
        lasting.descendingIterator().forEachRemaining(each -> {
            if (subjects.add(each.subject())) {
                last.addFirst(each);
            }
        });
        int superseded = lasting.size() - last.size();
        lasting = last;
        mergeAt = Math.max(bound, 2 * last.size());
        return superseded;
    }

    /** Takes the first event; null if there is none. */
    @Nullable
    AuthEvent next() {
        lock.lock();
        try {
            Deque<Told> first = number(lasting) < number(ordinary) ? lasting : ordinary;
            if (dropped > 0 && number(first) >= firstDropped) {
                AuthEvent gap = new AuthEvent.EventsDropped(dropped);
                dropped = 0;
                return gap;
            }
            Told next = first.poll();
            return next == null ? null : next.event();
        } finally {
            lock.unlock();
        }
    }

    private static long number(Deque<Told> events) {
        Told first = events.peek();
        return first == null ? Long.MAX_VALUE : first.number();
    }

    /** Forgets all events. How many there were, with those that were dropped. */
    long clear() {
        lock.lock();
        try {
            long lost = ordinary.size() + lasting.size() + dropped;
            ordinary.clear();
            lasting.clear();
            dropped = 0;
            return lost;
        } finally {
            lock.unlock();
        }
    }

    private record Told(long number, AuthEvent event) {
        /** What the event is about that must not be dropped; null of one that may be. */
        @Nullable
        Subject subject() {
            if (event instanceof AuthEvent.LoginRequired required) {
                return new Subject(AuthEvent.LoginRequired.class, required.session());
            }
            return event instanceof AuthEvent.CommitDelayed delayed
                    ? new Subject(AuthEvent.CommitDelayed.class, delayed.session())
                    : null;
        }
    }

    private record Subject(Class<? extends AuthEvent> kind, SessionKey session) {}
}
