package io.crosscloud.testkit.internal.salesforce;

import java.time.Duration;
import java.time.InstantSource;

/**
 * What of an org never changes.
 *
 * @param clocks what time it is
 * @param orgId the org's id
 * @param sandbox whether its login host stands for {@code test.salesforce.com}
 * @param durations how long things last
 * @param limits how often the org may be called
 */
public record OrgSettings(Clocks clocks, RecordId orgId, boolean sandbox, Durations durations, CallLimits limits) {

    /**
     * What time it is.
     *
     * @param life the time by which everything lives and dies
     * @param assertions the time by which assertions are judged
     */
    public record Clocks(InstantSource life, InstantSource assertions) {}

    /**
     * How long.
     *
     * @param session access tokens live without being used
     * @param refresh a refresh takes
     */
    public record Durations(Duration session, Duration refresh) {}

    /**
     * How often.
     *
     * @param loginsPerHour of one user, by whatever flow
     * @param apiRequestsPerDay of the whole org
     */
    public record CallLimits(int loginsPerHour, int apiRequestsPerDay) {}

    /** The time by which everything lives and dies. */
    InstantSource clock() {
        return clocks.life();
    }
}
