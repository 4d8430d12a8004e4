package io.crosscloud.auth.internal.api;

import io.crosscloud.auth.internal.json.JsonObject;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How many API requests a Salesforce org may make within 24 hours, as {@code /limits} says (developer page "Limits").
 *
 * @param most how many there are
 * @param left how many of them are left
 */
public record DailyRequests(long most, long left) {
    /** The API's list of resources, which every user of the API may read. */
    public static final String RESOURCES = "/services/data/v64.0/";

    /** What tells the figures; it needs the permission "View Setup and Configuration", and is itself a request that counts. */
    public static final String LIMITS = RESOURCES + "limits";

    private static final long MOST = 1_000_000_000_000_000L;

    /** The figures in an answer; empty if it has none, or none that can be subtracted. */
    public static Optional<DailyRequests> in(JsonObject limits) {
        return limits.object("DailyApiRequests").flatMap(daily -> {
            OptionalLong most = daily.wholeNumber("Max");
            OptionalLong left = daily.wholeNumber("Remaining");
            return most.isPresent() && left.isPresent() && credible(most.getAsLong(), left.getAsLong())
                    ? Optional.of(new DailyRequests(most.getAsLong(), left.getAsLong()))
                    : Optional.empty();
        });
    }

    private static boolean credible(long most, long left) {
        return most >= 0 && most <= MOST && left <= most && left >= -MOST;
    }
}
