package io.crosscloud.testkit.internal.engagement;

import io.crosscloud.testkit.Route;
import io.crosscloud.testkit.internal.http.FakeRequest;
import io.crosscloud.testkit.internal.http.FakeResponse;
import io.crosscloud.testkit.internal.http.Handler;
import io.crosscloud.testkit.internal.http.Router;

/** Which request goes where. As on Engagement's own servers, upper and lower case and doubled slashes do not matter. */
public final class EngagementRoutes {
    private EngagementRoutes() {}

    public static Router<Route> of(Tenant tenant) {
        Router<Route> router = new Router<>(Route.OTHER, EngagementRoutes::unknown)
                .ignoringCase()
                .rewriting(Origin::stripped)
                .collapsingSlashes();
        AuthorizeEndpoint authorize = new AuthorizeEndpoint(tenant);
        PlatformApi platform = new PlatformApi(tenant);
        MessagingApi messaging = new MessagingApi(tenant);
        String sends = "/messaging/v1/messageDefinitionSends/{definition}";
        return router.add(Route.TOKEN, "POST", "/v2/token", refusable(new TokenEndpoint(tenant)::answer))
                .add(Route.TOKEN, "POST", "/v1/requestToken", refusable(new LegacyEndpoint(tenant)::answer))
                .add(Route.AUTHORIZE, "GET", "/v2/authorize", authorize::begin)
                .add(Route.AUTHORIZE, "POST", "/v2/authorize/login", authorize::login)
                .add(Route.AUTHORIZE, "POST", "/v2/authorize/decide", authorize::decide)
                .add(Route.IDENTITY, "GET", "/v2/userinfo", refusable(new UserInfo(tenant)::answer))
                .add(Route.REST, "GET", "/platform/v1/endpoints", refusable(platform::endpoints))
                .add(Route.REST, "GET", "/platform/v1/endpoints/{type}", refusable(platform::endpoint))
                .add(Route.REST, "GET", "/platform/v1/tokenContext", refusable(platform::tokenContext))
                .add(Route.REST, "POST", sends + "/send", refusable(messaging::send))
                .add(Route.REST, "GET", sends + "/deliveryRecords/{recipient}", refusable(messaging::deliveryRecord));
    }

    private static Handler refusable(Handler handler) {
        return request -> {
            try {
                return handler.handle(request);
            } catch (Refusal refusal) {
                return refusal.response();
            }
        };
    }

    private static FakeResponse unknown(FakeRequest request) {
        return RestErrors.error(404, 30003, "Nothing is served here.", "");
    }
}
