package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.session.BusinessUnit;
import io.crosscloud.testkit.EngagementUser;
import io.crosscloud.testkit.InstalledPackage;
import io.crosscloud.token.Secret;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Who a client is, and what it may get: the checks that all grants share. */
final class Grants {
    private final Tenant tenant;

    Grants(Tenant tenant) {
        this.tenant = tenant;
    }

    /** The package that authenticates with these parameters. */
    PackageState client(Optional<String> clientId, Optional<String> clientSecret) {
        String id = clientId.filter(Packages::isPossible).orElseThrow(Refusal::clientId);
        PackageState state =
                tenant.packages().find(id).filter(PackageState::enabled).orElseThrow(Refusal::client);
        boolean hasSecret = state.seed().clientSecret().isPresent();
        boolean proven = clientSecret
                .filter(secret -> !secret.isEmpty())
                .map(secret -> hasSecret && tenant.packages().accepts(state, Secret.of(secret)))
                .orElse(!hasSecret);
        if (!proven) {
            throw Refusal.client();
        }
        return state;
    }

    /** All that the client may do for this user, or for itself, in the business unit and the scopes asked for. */
    Rights rights(PackageState client, @Nullable EngagementUser user, TokenForm form) {
        InstalledPackage seed = client.seed();
        BusinessUnit unit = unit(seed, user, form.get("account_id"), home(seed, user));
        return new Rights(seed, user, unit, scopes(client, user, form));
    }

    /** The business unit that the package was created in or, if the user has no access to it, the user's first one. */
    private BusinessUnit home(InstalledPackage client, @Nullable EngagementUser user) {
        BusinessUnit home = client.home().orElse(tenant.account().enterprise());
        return user == null || user.covers(home)
                ? home
                : tenant.account().units().keySet().stream()
                        .filter(unit -> user.covers(unit) && tenant.packages().covers(client, unit))
                        .findFirst()
                        .orElse(home);
    }

    /** The same rights or fewer: the package may have lost some since they were granted. */
    Rights narrowed(PackageState client, Rights granted, TokenForm form) {
        BusinessUnit unit = unit(granted.client(), granted.user(), form.get("account_id"), granted.unit());
        Set<String> left =
                common(granted.scopes(), tenant.packages().scopes(client).values());
        return granted.within(unit, subset(form.get("scope"), left));
    }

    Set<String> scopes(PackageState client, @Nullable EngagementUser user, TokenForm form) {
        Set<String> allowed =
                subset(form.get("scope"), tenant.packages().scopes(client).values());
        return user == null || user.scopes().isUnspecified()
                ? allowed
                : common(allowed, user.scopes().values());
    }

    private static Set<String> common(Set<String> some, Set<String> others) {
        SortedSet<String> both = new TreeSet<>(some);
        both.retainAll(others);
        return Collections.unmodifiableSortedSet(both);
    }

    /** Absent stands for all that is allowed, an empty text for nothing (Salesforce's page "Access Token: S2S"). */
    private static Set<String> subset(Optional<String> asked, Set<String> allowed) {
        if (asked.isEmpty()) {
            return allowed;
        }
        SortedSet<String> scopes =
                new TreeSet<>(Arrays.asList(asked.get().strip().split("\\s+")));
        scopes.remove("");
        for (String scope : scopes) {
            if (!allowed.contains(scope)) {
                throw Refusal.scope(scope);
            }
        }
        return Collections.unmodifiableSortedSet(scopes);
    }

    private BusinessUnit unit(
            InstalledPackage client, @Nullable EngagementUser user, Optional<String> asked, BusinessUnit otherwise) {
        BusinessUnit unit = asked.map(Grants::mid).orElse(otherwise);
        if (!tenant.has(unit) || !tenant.packages().covers(client, unit) || (user != null && !user.covers(unit))) {
            throw Refusal.request("The account_id is not valid for this integration: " + unit);
        }
        return unit;
    }

    private static BusinessUnit mid(String text) {
        if (!text.matches("[1-9][0-9]{0,17}")) {
            throw Refusal.request("The account_id must be a MID.");
        }
        return BusinessUnit.of(Long.parseLong(text));
    }
}
