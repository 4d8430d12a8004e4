package io.crosscloud.testkit.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RouterTest {
    private final Router<String> router = new Router<>("none", request -> FakeResponse.text(404, "none"));

    @Test
    void methodAndPath_decideTheRoute() {
        router.add("post", "POST", "/a/b", text("post")).add("any", "*", "/a/b", text("any"));
        assertThat(answer("POST", "/a/b?x=/y")).isEqualTo("post");
        assertThat(answer("GET", "/a/b")).isEqualTo("any");
        assertThat(answer("POST", "/a/b/")).isEqualTo("post");
        assertThat(answer("POST", "/a")).isEqualTo("none");
        assertThat(answer("POST", "//a/b")).isEqualTo("none");
        assertThat(answer("POST", "/A/b")).isEqualTo("none");
        assertThat(router.match(request("POST", "/a/b")).key()).isEqualTo("post");
    }

    @Test
    void variables_areDecodedAndLiteralRoutesGoFirst() {
        router.add(
                        "var",
                        "GET",
                        "/data/{version}/{type}",
                        request -> FakeResponse.text(
                                200, request.pathVariable("version") + "|" + request.pathVariable("type")))
                .add("literal", "GET", "/data/v1/limits", text("literal"))
                .add(
                        "rest",
                        "GET",
                        "/files/{path...}",
                        request -> FakeResponse.text(200, request.pathVariable("path")));
        assertThat(answer("GET", "/data/v%31/key:a+b%20c")).isEqualTo("v1|key:a+b c");
        assertThat(answer("GET", "/data/v1/limits")).isEqualTo("literal");
        assertThat(answer("GET", "/files/x/y/z")).isEqualTo("x/y/z");
        assertThat(answer("GET", "/files")).isEmpty();
        assertThat(answer("GET", "/data/v1")).isEqualTo("none");
        assertThat(answer("GET", "/data/v1/a/b")).isEqualTo("none");
    }

    @Test
    void looseRouter_ignoresCaseAndDoubledSlashes() {
        router.ignoringCase().collapsingSlashes().rewriting(path -> path.replaceFirst("^/https:/[^/]+", ""));
        router.add("token", "POST", "/v2/token", text("token"))
                .add(
                        "type",
                        "GET",
                        "/Hub/{type}",
                        request -> FakeResponse.text(200, request.pathVariable("type") + " of " + request.path()));
        assertThat(answer("POST", "/V2//Token")).isEqualTo("token");
        assertThat(answer("POST", "/https://host.example/v2/token")).isEqualTo("token");
        assertThat(answer("GET", "//hub/SoAp")).isEqualTo("SoAp of //hub/SoAp");
    }

    @Test
    void unknownVariable_isNamed() {
        assertThatThrownBy(() -> request("GET", "/").pathVariable("id"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("{id}");
    }

    private String answer(String method, String target) {
        return router.match(request(method, target)).handle().bodyText();
    }

    private static FakeRequest request(String method, String target) {
        return FakeRequest.of(method, target, Map.of(), "");
    }

    private static Handler text(String text) {
        return request -> FakeResponse.text(200, text);
    }
}
