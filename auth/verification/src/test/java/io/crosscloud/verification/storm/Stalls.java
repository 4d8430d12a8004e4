package io.crosscloud.verification.storm;

import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds up what a host does on its way to the server, for longer than a lease, and swallows interrupts. Thread-safe. */
final class Stalls {
    /** Where. */
    enum Place {
        /** While the secret is read, before anything is claimed. */
        SECRET,
        /** With a claim, before the product's own code sends. */
        SENDING,
        /** With a claim, after the product's first look at its deadline. */
        CONNECTING
    }

    private final int perMille;
    private final Duration length;
    private final SplittableRandom random;
    private final Set<String> next = ConcurrentHashMap.newKeySet();
    private volatile boolean calm;

    /** @param perMille how many of a thousand are held up at each place, by chance */
    Stalls(int perMille, Duration length, long seed) {
        this.perMille = perMille;
        this.length = length;
        this.random = new SplittableRandom(seed);
    }

    /** Something has come to this place. */
    void at(Place place) {
        if (!calm && draw()) {
            HostMain.say("held up " + place);
            stall();
        }
    }

    private synchronized boolean draw() {
        return random.nextInt(1_000) < perMille;
    }

    /** A request for this user is about to be sent. */
    void atSending(String user) {
        if (next.remove(user)) {
            HostMain.say("stalled " + user);
            stall();
        } else {
            at(Place.SENDING);
        }
    }

    /** The next request for this user is held up before it is sent. */
    void next(String user) {
        next.add(user);
    }

    /** From now on nothing is held up by chance. */
    void calmDown() {
        calm = true;
    }

    private void stall() {
        long end = System.nanoTime() + length.toNanos();
        for (long left = length.toNanos(); left > 0; left = end - System.nanoTime()) {
            try {
                boolean unused = new CountDownLatch(1).await(left, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                // Nor does whoever comes next hear of it: the deadline alone must stop what is late.
            }
        }
    }
}
