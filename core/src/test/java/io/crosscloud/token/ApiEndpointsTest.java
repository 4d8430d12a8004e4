package io.crosscloud.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiEndpointsTest {
    private static final URI REST = URI.create("https://sub.rest.marketingcloudapis.com");
    private static final URI SOAP = URI.create("https://sub.soap.marketingcloudapis.com");

    private final ApiEndpoints endpoints = new ApiEndpoints(REST, SOAP);

    @Test
    void oneHost_servesBoth() {
        assertThat(ApiEndpoints.of(REST)).isEqualTo(new ApiEndpoints(REST, REST));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://sub.rest.marketingcloudapis.com",
                "https://sub.rest.marketingcloudapis.com/platform/v1/tokenContext?x=https://evil.example#y",
                "https://sub.soap.marketingcloudapis.com/Service.asmx",
                "HTTPS://SUB.rest.marketingcloudapis.com:443/",
            })
    void uriOnAnEndpointsOrigin_isServed(URI uri) {
        assertThat(endpoints.serve(uri)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "https://sub.rest.marketingcloudapis.com.evil.example/",
                "https://evil.example/sub.rest.marketingcloudapis.com",
                "https://sub.rest.marketingcloudapis.com@evil.example/",
                "https://evil@sub.rest.marketingcloudapis.com/",
                "https://@sub.rest.marketingcloudapis.com/",
                "http://sub.rest.marketingcloudapis.com/",
                "http://sub.rest.marketingcloudapis.com:443/",
                "https://sub.rest.marketingcloudapis.com:8443/",
                "https://sub.rest.marketingcloudapis.com:80/",
                "https://sub.auth.marketingcloudapis.com/",
                "https://sub.rest.marketingcloudapis.com./",
                "//sub.rest.marketingcloudapis.com/",
                "/platform/v1/tokenContext",
                "",
                "https:sub.rest.marketingcloudapis.com",
                "mailto:marta@sub.rest.marketingcloudapis.com",
                "https://under_score.rest.marketingcloudapis.com/",
            })
    void uriElsewhere_isNotServed(URI uri) {
        assertThat(endpoints.serve(uri)).isFalse();
    }

    @Test
    void loopbackEndpoint_isServedOnItsPortOnly() {
        ApiEndpoints fake = ApiEndpoints.of(URI.create("http://127.0.0.1:8080"));

        assertThat(fake.serve(URI.create("http://127.0.0.1:8080/services"))).isTrue();
        assertThat(fake.serve(URI.create("http://127.0.0.1:8081/services"))).isFalse();
        assertThat(fake.serve(URI.create("http://localhost:8080/services"))).isFalse();
        assertThat(ApiEndpoints.of(URI.create("http://127.0.0.1")).serve(URI.create("http://127.0.0.1:80")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "acme.my.salesforce.com", "//acme.my.salesforce.com", "mailto:marta", "https:///x"})
    void endpointWithoutSchemeOrHost_isRefused(URI origin) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ApiEndpoints(origin, SOAP))
                .withMessageContaining("rest endpoint: \"" + origin + "\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ApiEndpoints(REST, origin))
                .withMessageContaining("soap endpoint: ");
    }
}
