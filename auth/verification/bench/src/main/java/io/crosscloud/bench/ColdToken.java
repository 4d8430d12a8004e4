package io.crosscloud.bench;

import com.google.auth.oauth2.ServiceAccountCredentials;
import io.crosscloud.auth.jwt.JwtBearerTokenProvider;
import io.crosscloud.session.User;
import io.crosscloud.spi.TokenRequest;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** G9: a token by JWT bearer, each time from the endpoint. The floor is an RS256 signature and a POST, and nothing more. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init")
public class ColdToken {
    private static final byte[] INPUT = "x".repeat(300).getBytes(StandardCharsets.US_ASCII);

    /** {@code FLOOR}, {@code CROSSCLOUD} or {@code GOOGLE}. */
    @Param("CROSSCLOUD")
    String library;

    private Endpoint endpoint;
    private Callable<?> acquisition;

    @Setup
    public void open() {
        endpoint = Endpoint.start();
        acquisition = switch (Library.valueOf(library)) {
            case FLOOR -> this::signAndPost;
            case CROSSCLOUD -> crosscloud();
            case GOOGLE -> google();
            default -> throw new IllegalArgumentException(library);
        };
    }

    private String signAndPost() throws Exception {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(Rsa.key());
        signature.update(INPUT);
        String assertion = Base64.getUrlEncoder().encodeToString(signature.sign());
        return Post.form(endpoint.tokenUri(), "grant_type=jwt-bearer&assertion=" + assertion)
                .body();
    }

    private Callable<?> crosscloud() {
        JwtBearerTokenProvider provider = Crosscloud.provider(endpoint);
        TokenRequest request = TokenRequest.of(User.of("user-0"));
        return () -> provider.token(request);
    }

    private Callable<?> google() {
        ServiceAccountCredentials credentials = GoogleAuth.credentials(endpoint, "user-0");
        return credentials::refreshAccessToken;
    }

    @Benchmark
    public Object acquire() throws Exception {
        return acquisition.call();
    }

    @TearDown
    public void close() {
        endpoint.close();
    }
}
