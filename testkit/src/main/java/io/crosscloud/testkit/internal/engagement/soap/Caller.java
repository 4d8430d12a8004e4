package io.crosscloud.testkit.internal.engagement.soap;

import io.crosscloud.session.BusinessUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom a SOAP call speaks for.
 *
 * @param unit where it acts
 * @param units those that it has access to
 * @param scopes what it may do; null for everything, as an API user with a password may
 */
record Caller(
        BusinessUnit unit,
        Set<BusinessUnit> units,
        @Nullable Set<String> scopes) {

    boolean mayDo(@Nullable String scope) {
        return scopes == null || (scope == null ? !scopes.isEmpty() : scopes.contains(scope));
    }
}
