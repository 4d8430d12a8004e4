package io.crosscloud.testkit;

import io.crosscloud.session.BusinessUnit;
import io.crosscloud.token.Scopes;
import io.crosscloud.token.Secret;
import java.util.EnumSet;
import java.util.Set;

/**
 * A user of an Engagement tenant, in this form an active API user that may use web services in every business unit.
 * Immutable; the {@code with} methods return a changed copy.
 */
public final class EngagementUser {
    private enum Lack {
        ACTIVE,
        API_USER,
        WEB_SERVICES
    }

    private final String username;
    private final Secret password;
    private final Set<Lack> lacks;
    private final Scopes scopes;
    private final Set<BusinessUnit> units;

    private EngagementUser(String username, Secret password, Set<Lack> lacks, Scopes scopes, Set<BusinessUnit> units) {
        this.username = username;
        this.password = password;
        this.lacks = lacks;
        this.scopes = scopes;
        this.units = units;
    }

    /** An active API user with all permissions. */
    public static EngagementUser of(String username, Secret password) {
        return new EngagementUser(username, password, Set.of(), Scopes.unspecified(), Set.of());
    }

    /** The same, deactivated: logs in nowhere, and no assertion speaks for it. */
    public EngagementUser withoutActivation() {
        return without(Lack.ACTIVE);
    }

    /** The same without the API User flag: no SOAP by name and password, and no assertion speaks for it. */
    public EngagementUser withoutApiUserFlag() {
        return without(Lack.API_USER);
    }

    /** The same without the right to use SOAP by name and password. */
    public EngagementUser withoutWebServices() {
        return without(Lack.WEB_SERVICES);
    }

    /** The same, whose tokens never get another scope than these. */
    public EngagementUser withScopes(Scopes only) {
        return new EngagementUser(username, password, lacks, only, units);
    }

    /** The same with access to these business units only. */
    public EngagementUser withBusinessUnits(BusinessUnit... only) {
        return new EngagementUser(username, password, lacks, scopes, Set.of(only));
    }

    private EngagementUser without(Lack lack) {
        EnumSet<Lack> more = EnumSet.of(lack);
        more.addAll(lacks);
        return new EngagementUser(username, password, more, scopes, units);
    }

    /** What the user logs in as, and the {@code sub} of assertions. */
    public String username() {
        return username;
    }

    public Secret password() {
        return password;
    }

    public boolean isActive() {
        return !lacks.contains(Lack.ACTIVE);
    }

    public boolean isApiUser() {
        return !lacks.contains(Lack.API_USER);
    }

    public boolean mayUseWebServices() {
        return !lacks.contains(Lack.WEB_SERVICES);
    }

    /** What the user's tokens may do at the most; unspecified stands for everything. */
    public Scopes scopes() {
        return scopes;
    }

    /** Whether the user has access to this business unit. */
    public boolean covers(BusinessUnit unit) {
        return units.isEmpty() || units.contains(unit);
    }

    @Override
    public String toString() {
        return "EngagementUser[" + username + "]";
    }
}
