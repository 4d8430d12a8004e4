package io.crosscloud.verification.storm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A host as the one who started it sees it: it can be killed, stopped for a while, and started again. Thread-safe. */
final class HostProcess implements AutoCloseable {
    private final String name;
    private final HostSettings settings;
    private final BiConsumer<String, String> heard;
    private final ScheduledExecutorService scheduler;
    private final ReentrantLock lock = new ReentrantLock();
    private Process process;
    private int lives;
    private final AtomicReference<@Nullable Stop> paused = new AtomicReference<>();
    /** When this life of it went on after a stop: never so far if it is the least, not even ready if it is the greatest. */
    private volatile Instant wentOn = Instant.MAX;

    /** One stop of it: equal to itself alone. */
    private static final class Stop {
        private final Process victim;

        Stop(Process victim) {
            this.victim = victim;
        }
    }

    /** @param heard is told each line that a life of it says */
    HostProcess(
            String name, HostSettings settings, BiConsumer<String, String> heard, ScheduledExecutorService scheduler) {
        this.name = name;
        this.settings = settings;
        this.heard = heard;
        this.scheduler = scheduler;
    }

    /** Starts it, for the first time or once more. */
    Process start() {
        lock.lock();
        try {
            String life = name + "." + ++lives;
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    HostMain.class.getName()));
            command.addAll(settings.startedAs(life).toArguments());
            Process started = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            paused.set(null);
            wentOn = Instant.MAX;
            Thread listener = new Thread(() -> listen(started, life), life);
            listener.setDaemon(true);
            listener.start();
            process = started;
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    private void listen(Process started, String life) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("ready")) {
                    wentOn = Instant.MIN;
                }
                heard.accept(life, line);
            }
        } catch (IOException e) {
            heard.accept(life, "unheard: " + e.getMessage());
        }
    }

    String name() {
        return name;
    }

    /** The life that it is in. */
    String life() {
        lock.lock();
        try {
            return name + "." + lives;
        } finally {
            lock.unlock();
        }
    }

    /** Kills this life of it, unless it is over, and waits until it is gone. */
    boolean kill(String life) {
        Process victim = living(life);
        if (victim == null) {
            return false;
        }
        wentOn = Instant.MAX;
        victim.destroyForcibly().onExit().join();
        return true;
    }

    /** Stops this life of it, unless it is over or stopped already, and lets it go on after a while. */
    boolean pause(String life, Duration length) {
        Process victim = living(life);
        if (victim == null) {
            return false;
        }
        Stop stop = new Stop(victim);
        if (!paused.compareAndSet(null, stop)) {
            return false;
        }
        if (!signal("STOP", victim)) {
            paused.set(null);
            return false;
        }
        awaitEffect(stop);
        var unused = scheduler.schedule(() -> goOn(stop), length.toNanos(), TimeUnit.NANOSECONDS);
        return true;
    }

    /** The signal is answered before the last thread has stopped. Linux shows each; elsewhere nobody waits. */
    private void awaitEffect(Stop stop) {
        Path threads = Path.of("/proc", Long.toString(stop.victim.pid()), "task");
        while (stop.equals(paused.get()) && stop.victim.isAlive() && !stopped(threads)) {
            Thread.onSpinWait();
        }
    }

    private static boolean stopped(Path threads) {
        try (Stream<Path> each = Files.list(threads)) {
            for (Path thread : each.toList()) {
                String stat = Files.readString(thread.resolve("stat"));
                if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            return !Files.isDirectory(threads); // a thread has just ended, or this is not Linux
        }
    }

    /** Lets it go on, if it is stopped. */
    void goOn() {
        goOn(paused.get());
    }

    private void goOn(@Nullable Stop stop) {
        if (stop != null && stop.equals(paused.get())) {
            if (signal("CONT", stop.victim)) {
                wentOn = Instant.now();
            }
            paused.compareAndSet(stop, null);
        }
    }

    /** Whether it is ready, and has not been stopped for so long. */
    boolean hasRunFor(Duration time) {
        return paused.get() == null && !wentOn.isAfter(Instant.now().minus(time));
    }

    private @Nullable Process living(String life) {
        lock.lock();
        try {
            return process != null && life.equals(name + "." + lives) && process.isAlive() ? process : null;
        } finally {
            lock.unlock();
        }
    }

    private static boolean signal(String signal, Process victim) {
        try {
            return new ProcessBuilder("kill", "-" + signal, Long.toString(victim.pid()))
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Tells it something on its standard input. */
    void tell(String line) {
        try {
            OutputStream out = process.getOutputStream();
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets it end in good order, and says whether it did. */
    boolean stop(Duration patience) throws InterruptedException {
        tell("stop");
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (process != null) {
                process.destroyForcibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
