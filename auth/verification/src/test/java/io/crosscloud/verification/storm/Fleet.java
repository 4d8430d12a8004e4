package io.crosscloud.verification.storm;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** All hosts. One that is killed is started again. */
final class Fleet implements AutoCloseable {
    private static final Duration APART = Duration.ofMinutes(5);
    private static final Duration CLOSING = Duration.ofSeconds(15);
    private static final long RESTART_MILLIS = 100;

    private final List<HostProcess> hosts = new ArrayList<>();
    private final boolean grace;
    private final ScheduledExecutorService scheduler;
    private final Map<String, Instant> killed = new ConcurrentHashMap<>();
    private final Queue<Pause> pauses = new ConcurrentLinkedQueue<>();
    private volatile boolean calm;
    private volatile boolean stopping;

    /** A life of a host was stopped for a while. */
    record Pause(String life, Instant from, Duration length) {
        boolean overlaps(Instant begin, Instant end) {
            return from.isBefore(end) && from.plus(length).isAfter(begin);
        }
    }

    /** @param heard is told each line that a host says, after the life that said it */
    Fleet(Settings settings, HostSettings each, BiConsumer<String, String> heard, ScheduledExecutorService scheduler) {
        this.grace = settings.grace();
        this.scheduler = scheduler;
        for (int i = 0; i < settings.hosts(); i++) {
            Duration off = settings.hosts() == 1
                    ? Duration.ZERO
                    : APART.multipliedBy(i).dividedBy(settings.hosts() - 1L).minus(APART.dividedBy(2));
            hosts.add(new HostProcess("host-" + (i + 1), each.withClockOff(off), heard, scheduler));
        }
    }

    void start() {
        hosts.forEach(this::start);
    }

    private void start(HostProcess host) {
        if (stopping) {
            return;
        }
        Process process = host.start();
        if (calm) {
            host.tell("calm");
        }
        String life = host.life();
        var unused = process.onExit().thenRun(() -> ended(host, life));
    }

    private void ended(HostProcess host, String life) {
        if (!stopping) {
            killed.putIfAbsent(life, Instant.now());
            var unused = scheduler.schedule(() -> start(host), RESTART_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    List<String> names() {
        return hosts.stream().map(HostProcess::name).toList();
    }

    /** Kills this life of a host, unless it is over. */
    void kill(String life) {
        HostProcess host = host(life);
        if (mayBeStruck(host) && host.kill(life)) {
            killed.putIfAbsent(life, Instant.now());
        }
    }

    /** Kills any host. */
    void killAny(SplittableRandom random) {
        kill(hosts.get(random.nextInt(hosts.size())).life());
    }

    /**
     * Stops this life of a host for a while, unless it is over, or was stopped a moment ago: twice in a row would be once, for
     * longer than the store allows.
     */
    void pause(String life, Duration length) {
        HostProcess host = host(life);
        if (mayBeStruck(host) && host.hasRunFor(Timing.GIVEN_UP_WITHIN) && host.pause(life, length)) {
            pauses.add(new Pause(life, Instant.now(), length));
        }
    }

    /** Where the server grants grace, half of the fleet stays there, or nobody may ask within it. */
    private boolean mayBeStruck(HostProcess host) {
        return !grace
                || hosts.stream()
                                .filter(each -> !each.equals(host) && each.hasRunFor(Duration.ZERO))
                                .count()
                        >= hosts.size() / 2;
    }

    private HostProcess host(String life) {
        String name = life.substring(0, life.lastIndexOf('.'));
        return hosts.stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("host: " + life + " (expected: one of " + names() + ")"));
    }

    /** When this life was killed, if it was. */
    Optional<Instant> killedAt(String life) {
        return Optional.ofNullable(killed.get(life));
    }

    int kills() {
        return killed.size();
    }

    /** Every pause of a host. */
    List<Pause> pauses() {
        return List.copyOf(pauses);
    }

    /** From now on nothing is held up in a host. */
    void calmDown() {
        calm = true;
        for (HostProcess host : hosts) {
            try {
                host.tell("calm");
            } catch (UncheckedIOException e) {
                // It has just been killed, and is told when it is started again.
            }
        }
    }

    /** Lets all end in good order, and says which did not. */
    List<String> stop() throws InterruptedException {
        stopping = true;
        List<String> disorderly = new ArrayList<>();
        for (HostProcess host : hosts) {
            if (!host.stop(CLOSING)) {
                disorderly.add(host.life());
            }
        }
        return disorderly;
    }

    @Override
    public void close() {
        stopping = true;
        hosts.forEach(HostProcess::close);
    }
}
