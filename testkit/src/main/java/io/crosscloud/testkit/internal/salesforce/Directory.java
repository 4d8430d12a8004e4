package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.testkit.ConnectedApp;
import io.crosscloud.testkit.SalesforceUser;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The apps and users of the org. Thread-safe. */
public final class Directory {
    private static final long FIRST_USER = 31_000_000L;

    private final Map<ClientId, ConnectedApp> apps = new ConcurrentHashMap<>();
    private final Map<String, Member> members = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong(FIRST_USER);

    /** A user with the id that the org gave it. */
    public record Member(RecordId id, SalesforceUser user) {
        String username() {
            return user.username();
        }

        boolean has(SalesforceUser.Trait trait) {
            return user.has(trait);
        }
    }

    /** Adds the app, or changes the one with the same client id, which is returned. */
    @Nullable
    ConnectedApp put(ConnectedApp app) {
        return apps.put(app.clientId(), app);
    }

    /** Adds the user, or changes the one with the same name. */
    void put(SalesforceUser user) {
        members.compute(key(user.username()), (name, old) -> new Member(old == null ? nextId() : old.id(), user));
    }

    public Optional<ConnectedApp> app(String clientId) {
        return clientId.isEmpty() || !clientId.chars().allMatch(c -> c > ' ' && c < 0x7f)
                ? Optional.empty()
                : Optional.ofNullable(apps.get(ClientId.of(clientId)));
    }

    public Optional<Member> member(String username) {
        return Optional.ofNullable(members.get(key(username)));
    }

    /** The user with this id, in either of its forms. */
    Optional<Member> memberById(String id) {
        return members.values().stream()
                .filter(member -> member.id().matches(id))
                .findFirst();
    }

    /** All users, by id. */
    Stream<Member> members() {
        return members.values().stream()
                .sorted(Comparator.comparing(member -> member.id().fifteen()));
    }

    private RecordId nextId() {
        return RecordId.of("005", numbers.getAndIncrement());
    }

    private static String key(String username) {
        return username.toLowerCase(Locale.ROOT);
    }
}
