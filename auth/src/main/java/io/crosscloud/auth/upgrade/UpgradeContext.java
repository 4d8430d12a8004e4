package io.crosscloud.auth.upgrade;

import io.crosscloud.error.AuthException;
import io.crosscloud.session.BusinessUnit;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the steps of one run share: the plan, and the facts that earlier steps found. One per run; not thread-safe. */
final class UpgradeContext {
    private final UpgradePlan plan;
    private @Nullable UpgradeState state;
    private @Nullable LegacyAccess legacyAccess;
    private Set<BusinessUnit> unitsBefore = Set.of();
    private Set<BusinessUnit> missingUnits = Set.of();
    private boolean credentialsNeeded;
    private boolean overtaken;

    UpgradeContext(UpgradePlan plan) {
        this.plan = plan;
    }

    UpgradePlan plan() {
        return plan;
    }

    /** The state in the store, as this run has read or written it last. The first step reads it. */
    UpgradeState state() {
        return Objects.requireNonNull(state, "state");
    }

    void state(UpgradeState state) {
        this.state = state;
    }

    /** The active login as far as this run knows. */
    ActiveLogin active() {
        return state == null ? ActiveLogin.OLD : state.active();
    }

    /** The result of the old login; null if this run has not logged in by it, or was refused. */
    @Nullable
    LegacyAccess legacyAccess() {
        return legacyAccess;
    }

    /** Logs in by the old login, and notes whether the credential was refused. */
    LegacyAccess logInByLegacy() {
        try {
            LegacyAccess access = plan.legacy().logIn(plan.http());
            legacyAccess = access;
            return access;
        } catch (AuthException e) {
            credentialsNeeded = LegacyLogin.CREDENTIAL_REFUSED.contains(e.problem());
            throw e;
        }
    }

    /** The business units that were active before the switch, as this run has seen them. */
    Set<BusinessUnit> unitsBefore() {
        return unitsBefore;
    }

    void unitsBefore(Set<BusinessUnit> unitsBefore) {
        this.unitsBefore = unitsBefore;
    }

    /** The business units that were active before the switch and are not active now. */
    Set<BusinessUnit> missingUnits() {
        return missingUnits;
    }

    void missingUnits(Set<BusinessUnit> missingUnits) {
        this.missingUnits = missingUnits;
    }

    /** Whether the old credential was refused, or the new login acts as another user. */
    boolean credentialsNeeded() {
        return credentialsNeeded;
    }

    void needCredentials() {
        this.credentialsNeeded = true;
    }

    /** Whether another host made the same change first. */
    boolean overtaken() {
        return overtaken;
    }

    void overtakenBy(UpgradeState theirs) {
        this.state = theirs;
        this.overtaken = true;
    }
}
