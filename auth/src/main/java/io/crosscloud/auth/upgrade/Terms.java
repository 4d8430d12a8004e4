package io.crosscloud.auth.upgrade;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * What the host said of its upgrade.
 *
 * @param outageWindow how long sends may be disturbed
 * @param scheduledSends whether scheduled sends are looked for
 * @param serverTime in which time Engagement's SOAP API writes dates without an offset
 * @param offPeak when it may be made; null for any time
 * @param managedPackage the release of Marketing Cloud Connect's managed package; 0 if it was not told
 * @param enterprise2 whether the account is one of Enterprise 2.0; null to see it from its business units
 * @param testSend what is sent afterwards; null for nothing
 * @param username the new way's user by login name; null if it is the assertion's subject, or any will do
 */
record Terms(
        Duration outageWindow,
        boolean scheduledSends,
        ZoneOffset serverTime,
        @Nullable OffPeak offPeak,
        int managedPackage,
        @Nullable Boolean enterprise2,
        @Nullable TestSend testSend,
        @Nullable String username) {
    /** Hours of each day, which may go beyond midnight. */
    record OffPeak(LocalTime from, LocalTime until, ZoneId zone) {
        boolean holds(LocalTime now) {
            return from.isBefore(until)
                    ? !now.isBefore(from) && now.isBefore(until)
                    : !now.isBefore(from) || now.isBefore(until);
        }
    }
}
