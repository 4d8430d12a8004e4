package io.crosscloud.auth.store;

import static io.crosscloud.error.NextStep.CHECK_STORE;
import static io.crosscloud.error.NextStep.FIX_CONFIGURATION;

import io.crosscloud.error.Explanation;
import io.crosscloud.error.NextStep;
import io.crosscloud.error.Problem;

/** What can be wrong with the database that a store keeps its sessions in: PostgreSQL, H2 or Redis. */
public enum DatabaseProblem implements Problem {
    STORE_NOT_DURABLE(
            FIX_CONFIGURATION,
            "the database would lose the last commits when the process is killed",
            "Add ;WRITE_DELAY=0 to the H2 URL"),
    STORE_CANNOT_CONFIRM(
            FIX_CONFIGURATION,
            "the Redis server cannot tell what is on its disk",
            "Use Redis 7.2 or newer with appendonly yes, or replicas(…) in place of onDisk(…)"),
    DATABASE_UNSUPPORTED(
            FIX_CONFIGURATION,
            "the session store does not know this database",
            "Use PostgreSQL, or H2 for one machine"),
    STORE_SCHEMA(
            CHECK_STORE,
            "the session store has no table, or an older one",
            "Apply the schema that the library ships, or call createSchema()"),
    STORE_SESSIONS_SHARED(
            CHECK_STORE,
            "a pooler shares the database's sessions, so that no host is seen to live",
            "Give the store session pooling, or connections past the pooler; until then leases alone protect a paused host"),
    STORE_CLIENTS_HIDDEN(
            CHECK_STORE,
            "Redis does not say who is connected, so that no host is seen to live",
            "Allow the commands INFO, CLIENT ID, CLIENT SETNAME and CLIENT LIST (Redis 6.2); until then leases alone protect a paused host");

    private final Explanation explanation;

    DatabaseProblem(NextStep nextStep, String summary, String remedy) {
        explanation = Explanation.of(nextStep, summary, remedy);
    }

    @Override
    public Explanation explanation() {
        return explanation;
    }
}
