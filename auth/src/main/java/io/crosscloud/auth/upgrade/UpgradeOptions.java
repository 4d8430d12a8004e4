package io.crosscloud.auth.upgrade;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * The host's settings for an upgrade.
 *
 * @param outageWindow the time for which sends may be disturbed
 * @param scheduledSends whether to look for scheduled sends
 * @param serverTime the offset of dates that Engagement's SOAP API writes without one
 * @param offPeak the hours in which the upgrade may run; null for any hour
 * @param managedPackage the release of Marketing Cloud Connect's managed package; 0 if the host did not say
 * @param enterprise2 whether the account is an Enterprise 2.0 account; null to infer it from its business units
 * @param testSend the triggered send that follows the switch; null for none
 * @param username the login name of the new login's user; null if it is the assertion's subject, or does not matter
 */
record UpgradeOptions(
        Duration outageWindow,
        boolean scheduledSends,
        ZoneOffset serverTime,
        @Nullable OffPeak offPeak,
        int managedPackage,
        @Nullable Boolean enterprise2,
        @Nullable TestSend testSend,
        @Nullable String username) {
    /** Hours of each day; they may span midnight. */
    record OffPeak(LocalTime from, LocalTime until, ZoneId zone) {
        boolean contains(LocalTime now) {
            return from.isBefore(until)
                    ? !now.isBefore(from) && now.isBefore(until)
                    : !now.isBefore(from) || now.isBefore(until);
        }
    }
}
