package io.crosscloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.crosscloud.cloud.ClientId;
import io.crosscloud.cloud.Endpoint;
import io.crosscloud.cloud.EngagementTenant;
import io.crosscloud.cloud.SalesforceOrg;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.AuthFailure;
import io.crosscloud.error.Explanation;
import io.crosscloud.error.NextStep;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.session.BusinessUnit;
import io.crosscloud.session.Identity;
import io.crosscloud.session.SessionKey;
import io.crosscloud.session.User;
import io.crosscloud.spi.Deadline;
import io.crosscloud.spi.GrantType;
import io.crosscloud.spi.ProviderInfo;
import io.crosscloud.spi.Release;
import io.crosscloud.spi.SealedSession;
import io.crosscloud.spi.SessionRecord;
import io.crosscloud.spi.SessionRecord.History;
import io.crosscloud.spi.TokenGrant;
import io.crosscloud.spi.TokenRequest;
import io.crosscloud.token.AccessToken;
import io.crosscloud.token.ApiEndpoints;
import io.crosscloud.token.RefreshToken;
import io.crosscloud.token.Scopes;
import io.crosscloud.token.Secret;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every public type of this module, with secrets in it, as it would stand in a log. */
class RedactionTest {
    private static final String ACCESS = "00D!access+canary/7f3k=";
    private static final String REFRESH = "5Aep.refresh+canary/9d2m=";
    private static final String CLIENT_SECRET = "client&secret+canary/4c8x=";
    private static final String SEALED = "eyJhbGciOiJkaXIifQ..sealed-canary";
    private static final String PASSWORD = "url-password-canary";
    private static final Leaks LEAKS = new Leaks(ACCESS, REFRESH, CLIENT_SECRET, SEALED, PASSWORD);

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final URI HOST = URI.create("https://acme.my.salesforce.com");
    private static final SessionKey KEY =
            SessionKey.of("salesforce", User.of("marta")).in(BusinessUnit.of(7)).scopedTo(Scopes.of("api"));
    private static final SalesforceOrg ORG = SalesforceOrg.myDomain("acme");
    private static final EngagementTenant TENANT = EngagementTenant.of("mc563885gzs27c5t9-63k636ttgm");

    static Stream<Object> samples() throws Exception {
        AccessToken access = AccessToken.of(ACCESS, ApiEndpoints.of(HOST), Scopes.of("api"), NOW)
                .expiringAt(NOW);
        RefreshToken refresh = RefreshToken.of(REFRESH);
        List<Object> samples = new ArrayList<>(List.of(
                Secret.of(CLIENT_SECRET),
                access,
                refresh,
                access.endpoints(),
                access.scopes(),
                TokenRequest.of(KEY).with(refresh),
                Deadline.none(),
                TokenGrant.of(access).with(refresh).with(Identity.of("00D", "005")),
                ProviderInfo.of(GrantType.REFRESH_TOKEN, ORG, ClientId.of("3MVG9")),
                KEY,
                KEY.user(),
                Release.inDoubt().refused("A_PROBLEM"),
                History.NONE.withProblem("A_PROBLEM"),
                Identity.of("00D", "005").withUsername("marta"),
                ORG,
                TENANT,
                Explanation.of(NextStep.TRY_LATER, "summary", "Remedy")));
        exceptions(refresh).forEach(e -> samples.addAll(List.of(e, e.failure())));
        for (Class<?> type : publicTypes()) {
            if (type.isEnum()) {
                samples.addAll(Arrays.asList(type.getEnumConstants()));
            } else if (type.isRecord()) {
                samples.add(sampleOf(type));
            }
        }
        return samples.stream();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void noPublicType_printsASecret(Object sample) {
        String printed = sample instanceof Throwable thrown ? stackTrace(thrown) : sample.toString();

        assertThat(LEAKS.in(printed)).as(printed).isEmpty();
        assertThat(LEAKS.in(List.of(sample, "and", sample).toString())).isEmpty();
    }

    @Test
    void everyPublicType_isAmongTheSamples() throws Exception {
        Set<Class<?>> sampled = samples().<Class<?>>map(Object::getClass).collect(Collectors.toSet());

        assertThat(publicTypes())
                .hasSizeGreaterThan(30)
                .filteredOn(type -> !Modifier.isAbstract(type.getModifiers()))
                .allSatisfy(type -> assertThat(sampled).anyMatch(type::isAssignableFrom));
    }

    @ParameterizedTest
    @MethodSource("badInput")
    void noRefusal_repeatsASecretThatWasGivenInTheWrongPlace(ThrowingCallable call) {
        Throwable refused = catchThrowable(call);

        assertThat(refused).isNotNull();
        assertThat(LEAKS.in(stackTrace(refused))).as(refused.getMessage()).isEmpty();
    }

    static Stream<ThrowingCallable> badInput() {
        ApiEndpoints hosts = ApiEndpoints.of(HOST);
        return Stream.of(
                () -> AccessToken.of(ACCESS + "\r\n", hosts, Scopes.unspecified(), NOW),
                () -> RefreshToken.of(REFRESH + " "),
                () -> Release.inDoubt().refused("a server's text with " + REFRESH),
                () -> User.of(CLIENT_SECRET + "\n"),
                () -> SalesforceOrg.at(URI.create("https://marta:" + PASSWORD + "@acme.my.salesforce.com")),
                () -> SalesforceOrg.at(URI.create("https://marta:" + PASSWORD + "@ac_me.my.salesforce.com")),
                () -> SalesforceOrg.at(URI.create("http://acme.my.salesforce.com/?pw=" + PASSWORD)),
                () -> ORG.withEndpoint(Endpoint.TOKEN, URI.create("https://gateway.example/#" + PASSWORD)),
                () -> TENANT.withAuthBase(URI.create("https:" + PASSWORD + "@gateway.example")),
                () -> TENANT.withTrustedHost("marta:" + PASSWORD + "@gateway.example"),
                () -> ORG.trusted("https://marta:" + PASSWORD + "@evil.example"),
                () -> TENANT.trusted("https://evil.example?access_token=" + ACCESS),
                () -> TENANT.trusted("https://evil.example#" + REFRESH));
    }

    @Test
    void everyForm_inWhichASecretLeaks_isFound() {
        byte[] bytes = ("id:" + CLIENT_SECRET).getBytes(StandardCharsets.UTF_8);

        assertThat(LEAKS.in("x " + ACCESS + " y")).isPresent();
        assertThat(LEAKS.in(REFRESH.substring(0, 8) + "…")).isPresent();
        assertThat(LEAKS.in(ACCESS.toUpperCase(Locale.ROOT))).isPresent();
        assertThat(LEAKS.in(new StringBuilder(SEALED).reverse().toString())).isPresent();
        assertThat(LEAKS.in("Basic " + Base64.getEncoder().encodeToString(bytes)))
                .isPresent();
        assertThat(LEAKS.in(Base64.getUrlEncoder().encodeToString(bytes))).isPresent();
        assertThat(LEAKS.in("client%26secret%2Bcanary%2F4c8x%3D")).isPresent();
        assertThat(LEAKS.in("Secret[redacted]")).isEmpty();
    }

    private static List<AuthException> exceptions(RefreshToken rotated) throws Exception {
        return publicTypes().stream()
                .filter(type -> type.isEnum() && Problem.class.isAssignableFrom(type))
                .flatMap(type -> Arrays.stream(type.getEnumConstants()))
                .map(Problem.class::cast)
                .map(problem -> AuthFailure.of(problem)
                        .session(KEY)
                        .detail("a detail")
                        .answer(400, "invalid_grant", "expired access/refresh token")
                        .retryAfter(Duration.ofSeconds(1))
                        .rotated(rotated)
                        .toException())
                .toList();
    }

    private static Object sampleOf(Class<?> type) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return type.getDeclaredConstructor(types)
                .newInstance(Arrays.stream(types).map(RedactionTest::valueOf).toArray());
    }

    private static Object valueOf(Class<?> type) {
        List<Object> values = List.of(
                "text",
                7,
                7L,
                true,
                NOW,
                HOST,
                KEY,
                ServerProblem.NETWORK,
                Duration.ofSeconds(1),
                new SealedSession(SEALED, 1, NOW),
                new SessionRecord("key", 1, new SealedSession(SEALED, 1, NOW), null, NOW, null, null),
                History.NONE,
                new SessionRecord.Lease("holder", NOW));
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        Class<?> boxed = java.lang.invoke.MethodType.methodType(type).wrap().returnType();
        return values.stream()
                .filter(boxed::isInstance)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no sample value of " + type));
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** The public types of the exported packages, from the folder of compiled classes. */
    private static List<Class<?>> publicTypes() throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes = Path.of(
                Secret.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> names;
        try (Stream<Path> files = Files.walk(classes)) {
            names = files.map(file -> classes.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .filter(name -> !name.contains(".internal."))
                    .toList();
        }
        List<Class<?>> types = new ArrayList<>();
        for (String name : names) {
            Class<?> type = Class.forName(name);
            if (Modifier.isPublic(type.getModifiers())) {
                types.add(type);
            }
        }
        return types;
    }
}
