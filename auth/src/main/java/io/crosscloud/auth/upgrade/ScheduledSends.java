package io.crosscloud.auth.upgrade;

import io.crosscloud.error.AuthFailure;
import io.crosscloud.internal.Shown;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Finds the sends that are due soon. Assumed, not documented: a scheduled send is a {@code Send} with {@code Status}
 * {@code Scheduled} and its time in {@code SendDate}; a time without an offset is in the servers' time. A send whose
 * time cannot be read counts as due.
 */
final class ScheduledSends {
    private static final String SCHEDULED = "<Filter xsi:type=\"SimpleFilterPart\"><Property>Status</Property>"
            + "<SimpleOperator>equals</SimpleOperator><Value>Scheduled</Value></Filter>"
            + "<QueryAllAccounts>true</QueryAllAccounts>";
    private static final int SHOWN = 5;
    private static final int MAX_SHOWN = 100;

    private ScheduledSends() {}

    /** Requires that no send is due within the window. */
    static StepResult requireNone(EngagementSoap soap, Instant now, Duration window, ZoneOffset serverTime) {
        List<Xml> scheduled = soap.retrieve("Send", List.of("EmailName", "SendDate", "Status"), SCHEDULED);
        List<Xml> due = scheduled.stream()
                .filter(send -> isDue(send.textAt("SendDate"), now.plus(window), serverTime))
                .toList();
        if (!due.isEmpty()) {
            String some = due.stream()
                    .limit(SHOWN)
                    .map(send -> shown(send, "EmailName") + " at " + shown(send, "SendDate"))
                    .collect(Collectors.joining(", "));
            throw AuthFailure.of(UpgradeProblem.UPGRADE_SENDS_DUE)
                    .detail(due.size() + " until " + now.plus(window) + ", including " + some)
                    .toException();
        }
        return StepResult.passed(scheduled.size() + " scheduled, none before " + now.plus(window));
    }

    private static String shown(Xml send, String property) {
        return Shown.onOneLine(send.textAt(property), MAX_SHOWN);
    }

    private static boolean isDue(String date, Instant until, ZoneOffset serverTime) {
        return !at(date, serverTime, until).isAfter(until);
    }

    private static Instant at(String date, ZoneOffset serverTime, Instant otherwise) {
        try {
            return date.matches(".*(Z|[+-]\\d\\d:\\d\\d)")
                    ? OffsetDateTime.parse(date).toInstant()
                    : LocalDateTime.parse(date).toInstant(serverTime);
        } catch (DateTimeException e) {
            return otherwise;
        }
    }
}
