package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.session.BusinessUnit;
import io.crosscloud.testkit.EngagementUser;
import io.crosscloud.testkit.InstalledPackage;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** On whose behalf a token acts, where, and what it may do. The user is null for the integration itself. */
public record Rights(InstalledPackage client, @Nullable EngagementUser user, BusinessUnit unit, Set<String> scopes) {

    Rights within(BusinessUnit otherUnit, Set<String> fewerScopes) {
        return new Rights(client, user, otherUnit, fewerScopes);
    }

    public boolean mayDo(String scope) {
        return scopes.contains(scope);
    }
}
