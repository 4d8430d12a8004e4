package io.crosscloud.verification.storm;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * What a host is told when it is started.
 *
 * @param life its name, and how often it has been started
 * @param fake where the server is
 * @param clockOff how far its clock is off
 * @param maxPause how long the store takes a silent host for alive
 * @param threads how many threads use sessions at random; 0 for a host that only does what it is told
 * @param sessions how many users there are
 * @param stalls how often of a thousand times code of the host's is held up
 * @param key what sessions are sealed with, in Base64
 */
record HostSettings(
        String life,
        StoreAddress store,
        Control control,
        Server fake,
        Duration clockOff,
        Duration maxPause,
        int threads,
        int sessions,
        long seed,
        int stalls,
        Secret key) {

    /** The server, and as whom it is asked. */
    record Server(URI uri, ClientId clientId, Secret clientSecret) {}

    List<String> toArguments() {
        return List.of(
                life,
                store.toString(),
                control.name(),
                fake.uri().toString(),
                fake.clientId().value(),
                fake.clientSecret().exposeSecret(),
                clockOff.toString(),
                maxPause.toString(),
                Integer.toString(threads),
                Integer.toString(sessions),
                Long.toString(seed),
                Integer.toString(stalls),
                key.exposeSecret());
    }

    static HostSettings of(String... arguments) {
        return new HostSettings(
                arguments[0],
                StoreAddress.of(arguments[1]),
                Control.valueOf(arguments[2]),
                new Server(URI.create(arguments[3]), ClientId.of(arguments[4]), Secret.of(arguments[5])),
                Duration.parse(arguments[6]),
                Duration.parse(arguments[7]),
                Integer.parseInt(arguments[8]),
                Integer.parseInt(arguments[9]),
                Long.parseLong(arguments[10]),
                Integer.parseInt(arguments[11]),
                Secret.of(arguments[12]));
    }

    HostSettings startedAs(String another) {
        return with(another, clockOff);
    }

    HostSettings withClockOff(Duration by) {
        return with(life, by);
    }

    private HostSettings with(String newLife, Duration newClockOff) {
        return new HostSettings(
                newLife, store, control, fake, newClockOff, maxPause, threads, sessions, seed, stalls, key);
    }

    /** The host's name for a user, counted from 0. */
    static String user(int number) {
        return "user-" + (number < 10 ? "0" : "") + number;
    }
}
