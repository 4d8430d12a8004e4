package io.crosscloud.testkit;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.token.Scopes;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connected app (an External Client App or an older Connected App) as the org's administrator would set it up. In
 * its first form every flow is switched on, users approve it themselves, both token flows require the secret, and
 * refresh tokens live until they are revoked. Immutable; the {@code with} methods return a changed copy. Source:
 * Salesforce's help pages "Connected App OAuth Settings" and "Manage OAuth Access Policies".
 */
public final class ConnectedApp {
    private static final Scopes USUAL = Scopes.of("api", "email", "id", "openid", "profile", "refresh_token", "web");

    /** What an administrator can tick, or what can be wrong with an app. */
    public enum Trait {
        /** "Require Secret for Web Server Flow" is off. */
        LOGIN_WITHOUT_SECRET,
        /** "Require Secret for Refresh Token Flow" is off. */
        REFRESH_WITHOUT_SECRET,
        /** "Require Proof Key for Code Exchange (PKCE)". */
        REQUIRES_PKCE,
        /** "Admin approved users are pre-authorized": nobody is asked, and only users who are assigned get in. */
        ADMIN_APPROVED_USERS_ONLY,
        /** "Issue JSON Web Token (JWT)-based access tokens". */
        JWT_ACCESS_TOKENS,
        /** The client credentials flow is off. */
        WITHOUT_CLIENT_CREDENTIALS,
        /** The username-password flow is blocked. */
        WITHOUT_PASSWORD_FLOW,
        /** Nobody has installed it in the org (since September 2025). */
        NOT_INSTALLED,
        /** The administrator has pressed Block. */
        BLOCKED,
        /** Requests come from outside of its trusted IP range. */
        IP_RESTRICTED
    }

    private record Credentials(String name, ClientId clientId, Secret clientSecret, List<PublicKey> keys) {}

    private record Lifetimes(
            @Nullable Duration session,
            @Nullable Duration refreshIdle,
            @Nullable Duration refreshTotal) {}

    private final Credentials credentials;
    private final Set<URI> redirectUris;
    private final Scopes scopes;
    private final Set<Trait> traits;
    private final Lifetimes lifetimes;
    private final @Nullable String runAs;

    private ConnectedApp(Credentials credentials, Scopes scopes, Collection<URI> redirectUris) {
        this.credentials = credentials;
        this.redirectUris = Set.copyOf(redirectUris);
        this.scopes = scopes;
        this.traits = Set.of();
        this.lifetimes = new Lifetimes(null, null, null);
        this.runAs = null;
    }

    private ConnectedApp(ConnectedApp original, Credentials credentials, Set<Trait> traits, Lifetimes lifetimes) {
        this.credentials = credentials;
        this.redirectUris = original.redirectUris;
        this.scopes = original.scopes;
        this.traits = Set.copyOf(traits);
        this.lifetimes = lifetimes;
        this.runAs = original.runAs;
    }

    private ConnectedApp(ConnectedApp original, Scopes scopes, @Nullable String runAs) {
        this.credentials = original.credentials;
        this.redirectUris = original.redirectUris;
        this.scopes = scopes;
        this.traits = original.traits;
        this.lifetimes = original.lifetimes;
        this.runAs = runAs;
    }

    /** An app with the usual scopes, whose logins may come back to these redirect URIs, compared character by character. */
    public static ConnectedApp of(ClientId clientId, Secret clientSecret, URI... redirectUris) {
        return new ConnectedApp(
                new Credentials("A connected app", clientId, clientSecret, List.of()),
                USUAL,
                Set.copyOf(List.of(redirectUris)));
    }

    /** The same with this name, which the login pages show. */
    public ConnectedApp withName(String name) {
        return withCredentials(new Credentials(name, credentials.clientId, credentials.clientSecret, credentials.keys));
    }

    /** The same with exactly these scopes. */
    public ConnectedApp withScopes(Scopes only) {
        return new ConnectedApp(this, only, runAs);
    }

    /** The same, whose client credentials flow runs as the user with this name. */
    public ConnectedApp withRunAsUser(String username) {
        return new ConnectedApp(this, scopes, username);
    }

    /** The same, whose assertions may also be signed by the owner of this key ("Use digital signatures"). */
    public ConnectedApp withKey(PublicKey key) {
        List<PublicKey> more = new ArrayList<>(credentials.keys);
        more.add(key);
        return withKeys(List.copyOf(more));
    }

    /** The same without any key. */
    public ConnectedApp withoutKeys() {
        return withKeys(List.of());
    }

    /** The same with another secret. Given to a running fake, it revokes every token of the app, as in production. */
    public ConnectedApp withClientSecret(Secret clientSecret) {
        return withCredentials(new Credentials(credentials.name, credentials.clientId, clientSecret, credentials.keys));
    }

    /** The same with these traits too. */
    public ConnectedApp with(Trait... more) {
        EnumSet<Trait> all = EnumSet.noneOf(Trait.class);
        all.addAll(traits);
        all.addAll(List.of(more));
        return new ConnectedApp(this, credentials, all, lifetimes);
    }

    /** The same without these traits. */
    public ConnectedApp without(Trait... fewer) {
        EnumSet<Trait> rest = EnumSet.noneOf(Trait.class);
        rest.addAll(traits);
        rest.removeAll(List.of(fewer));
        return new ConnectedApp(this, credentials, rest, lifetimes);
    }

    /** The same with this timeout for its access tokens in place of the org's. */
    public ConnectedApp withSessionTimeout(Duration timeout) {
        return withLifetimes(new Lifetimes(timeout, lifetimes.refreshIdle, lifetimes.refreshTotal));
    }

    /** The same, whose refresh tokens die when they are not used for so long. */
    public ConnectedApp withRefreshTokensIdleFor(Duration idle) {
        return withLifetimes(new Lifetimes(lifetimes.session, idle, lifetimes.refreshTotal));
    }

    /** The same, whose refresh tokens die so long after the login; zero stands for "immediately expire". */
    public ConnectedApp withRefreshTokensLivingFor(Duration total) {
        return withLifetimes(new Lifetimes(lifetimes.session, lifetimes.refreshIdle, total));
    }

    private ConnectedApp withKeys(List<PublicKey> keys) {
        return withCredentials(new Credentials(credentials.name, credentials.clientId, credentials.clientSecret, keys));
    }

    private ConnectedApp withCredentials(Credentials changed) {
        return new ConnectedApp(this, changed, traits, lifetimes);
    }

    private ConnectedApp withLifetimes(Lifetimes changed) {
        return new ConnectedApp(this, credentials, traits, changed);
    }

    /** What the login pages call it. */
    public String name() {
        return credentials.name;
    }

    /** The consumer key. */
    public ClientId clientId() {
        return credentials.clientId;
    }

    /** The consumer secret. */
    public Secret clientSecret() {
        return credentials.clientSecret;
    }

    /** Whose assertions are believed; an immutable list. */
    public List<PublicKey> keys() {
        return credentials.keys;
    }

    /** Where a login may come back to; an immutable set. */
    public Set<URI> redirectUris() {
        return redirectUris;
    }

    /** What it may ask for. */
    public Scopes scopes() {
        return scopes;
    }

    /** Whether it has this trait. */
    public boolean has(Trait trait) {
        return traits.contains(trait);
    }

    /** Whom the client credentials flow runs as, if anybody. */
    public Optional<String> runAsUser() {
        return Optional.ofNullable(runAs);
    }

    /** The timeout of its access tokens, if it has one of its own. */
    public Optional<Duration> sessionTimeout() {
        return Optional.ofNullable(lifetimes.session);
    }

    /** After how long without use refresh tokens die, if they do. */
    public Optional<Duration> refreshTokensIdleFor() {
        return Optional.ofNullable(lifetimes.refreshIdle);
    }

    /** How long after the login refresh tokens die, if they do. */
    public Optional<Duration> refreshTokensLivingFor() {
        return Optional.ofNullable(lifetimes.refreshTotal);
    }

    @Override
    public String toString() {
        return "ConnectedApp[" + clientId() + "]";
    }
}
