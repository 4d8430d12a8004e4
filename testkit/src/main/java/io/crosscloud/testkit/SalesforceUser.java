package io.crosscloud.testkit;

import io.crosscloud.token.Secret;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A user of a Salesforce org. In its first form it is active, has approved every app that lets users approve
 * themselves, and is assigned to every app that does not. Immutable; the {@code with} methods return a changed copy.
 */
public final class SalesforceUser {
    /** What can be the matter with a user. */
    public enum Trait {
        /** Frozen or deactivated. */
        INACTIVE,
        /** Has not approved any app yet; a login with the scope {@code refresh_token} changes that for its app. */
        NOT_APPROVED,
        /** Has no profile or permission set of any app for admin approved users. */
        NOT_ASSIGNED,
        /** Comes from outside of the login IP ranges of the profile. */
        IP_RESTRICTED,
        /** Has to set a new password first. */
        PASSWORD_EXPIRED,
        /** Lacks the permission "View Setup and Configuration": {@code /limits} alone is refused. */
        NO_SETUP_VIEW
    }

    private final String username;
    private final Secret password;
    private final String name;
    private final Set<Trait> traits;
    private final @Nullable String securityToken;
    private final @Nullable String site;

    private SalesforceUser(
            SalesforceUser original, Set<Trait> traits, @Nullable String securityToken, @Nullable String site) {
        this.username = original.username;
        this.password = original.password;
        this.name = original.name;
        this.traits = Set.copyOf(traits);
        this.securityToken = securityToken;
        this.site = site;
    }

    private SalesforceUser(String username, Secret password, String name) {
        this.username = username;
        this.password = password;
        this.name = name;
        this.traits = Set.of();
        this.securityToken = null;
        this.site = null;
    }

    /**
     * An active user.
     *
     * @param name first and last name, separated by a space
     */
    public static SalesforceUser of(String username, Secret password, String name) {
        return new SalesforceUser(username, password, name);
    }

    /** The same with these traits too. */
    public SalesforceUser with(Trait... more) {
        EnumSet<Trait> all = EnumSet.noneOf(Trait.class);
        all.addAll(traits);
        all.addAll(List.of(more));
        return new SalesforceUser(this, all, securityToken, site);
    }

    /** The same without these traits. */
    public SalesforceUser without(Trait... fewer) {
        EnumSet<Trait> rest = EnumSet.noneOf(Trait.class);
        rest.addAll(traits);
        rest.removeAll(List.of(fewer));
        return new SalesforceUser(this, rest, securityToken, site);
    }

    /** The same, who logs in by program with this security token appended to the password, and not without. */
    public SalesforceUser withSecurityToken(Secret token) {
        return new SalesforceUser(this, traits, token.exposeSecret(), site);
    }

    /**
     * The same as a user of an Experience Cloud site.
     *
     * @param path the site's path on the fake, such as {@code /customers}
     */
    public SalesforceUser withSite(String path) {
        if (!path.matches("/[A-Za-z0-9_-]+")) {
            throw new IllegalArgumentException(
                    "site: \"" + path + "\" (expected: a slash and one word, such as /customers)");
        }
        return new SalesforceUser(this, traits, securityToken, path);
    }

    /** What the user logs in as, and the {@code sub} of assertions; upper and lower case alike. */
    public String username() {
        return username;
    }

    public Secret password() {
        return password;
    }

    /** First and last name. */
    public String name() {
        return name;
    }

    public String firstName() {
        int space = name.indexOf(' ');
        return space < 0 ? "" : name.substring(0, space);
    }

    public String lastName() {
        return name.substring(name.indexOf(' ') + 1);
    }

    /** A mailbox that nobody reads. */
    public String email() {
        return username.toLowerCase(Locale.ROOT);
    }

    /** Whether it has this trait. */
    public boolean has(Trait trait) {
        return traits.contains(trait);
    }

    /** The path of the user's Experience Cloud site, if it is one's user. */
    public Optional<String> site() {
        return Optional.ofNullable(site);
    }

    /** Whether this is what the user types on the login page. */
    public boolean logsInWith(String typed) {
        return password.exposeSecret().equals(typed);
    }

    /** Whether this is what a program sends: the password, with the security token appended if there is one. */
    public boolean logsInByProgramWith(String sent) {
        return sent.equals(password.exposeSecret() + (securityToken == null ? "" : securityToken));
    }

    @Override
    public String toString() {
        return "SalesforceUser[" + username + "]";
    }
}
