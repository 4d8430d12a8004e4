package io.crosscloud.testkit.internal.engagement.soap;

import io.crosscloud.cloud.BusinessUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whom a SOAP call speaks for; without scopes it may do everything, as an API user with a password may. */
record Caller(BusinessUnit unit, @Nullable Set<String> scopes) {

    boolean mayDo(@Nullable String scope) {
        return scopes == null || (scope == null ? !scopes.isEmpty() : scopes.contains(scope));
    }
}
