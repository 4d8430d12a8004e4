package io.crosscloud.auth.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Formats times for people. */
final class Times {
    private Times() {}

    /** The day in UTC. */
    static LocalDate day(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** The duration in the largest unit that gives two or more, such as {@code 3 hours} or {@code 12 days}. */
    static String about(Duration time) {
        if (time.compareTo(Duration.ofMinutes(2)) < 0) {
            return count(time.toSeconds(), "second");
        }
        if (time.compareTo(Duration.ofHours(2)) < 0) {
            return count(time.toMinutes(), "minute");
        }
        return time.compareTo(Duration.ofDays(2)) < 0 ? count(time.toHours(), "hour") : count(time.toDays(), "day");
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
