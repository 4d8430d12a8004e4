package io.crosscloud.testkit.internal.salesforce;

import io.crosscloud.testkit.internal.http.FakeResponse;
import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;

/** The pages of a person's login. Plain HTML: no script, nothing from elsewhere, and frank about being a fake. */
final class LoginPages {
    static final String LOGIN = "/services/oauth2/authorize/login";
    static final String DECISION = "/services/oauth2/authorize/decision";
    static final String REMOTE_ACCESS_ERROR = "/setup/secur/RemoteAccessErrorPage.apexp";

    private static final Map<String, String> SCOPES = Map.of(
            "api", "Manage your data by APIs",
            "web", "Use the browser on your behalf",
            "full", "Have full access",
            "refresh_token", "Act for you at any time, also when you are away",
            "offline_access", "Act for you at any time, also when you are away",
            "openid", "Know who you are, verifiably",
            "id", "Read your basic information",
            "profile", "Read your profile",
            "email", "Read your email address");

    private LoginPages() {}

    static FakeResponse login(LoginRequest request, String ticket, String username, boolean failed) {
        String alert = failed
                ? "<p class=\"alert\" role=\"alert\">Check your username and password. If you still can't log in, "
                        + "contact your Salesforce administrator.</p>"
                : "";
        String invalid = failed ? " aria-invalid=\"true\"" : "";
        return page(
                200,
                "Log in",
                """
                <h1>Log in</h1>
                <p class="lead">to go on to <strong>%s</strong></p>
                %s<form method="post" action="%s">
                  <input type="hidden" name="ticket" value="%s">
                  <label for="username">Username</label>
                  <input id="username" type="text" name="username" value="%s" autocomplete="username" autocapitalize="none" \
                spellcheck="false" required autofocus%s>
                  <label for="password">Password</label>
                  <input id="password" type="password" name="password" value="" autocomplete="current-password" required%s>
                  <button class="primary" type="submit">Log in</button>
                </form>""".formatted(app(request), alert, LOGIN, ticket, Markup.escape(username), invalid, invalid),
                "'self' " + origin(request));
    }

    static FakeResponse approval(LoginRequest request, String ticket, Directory.Member member) {
        String scopes = request.scopes().values().stream()
                .map(scope -> "<li>" + Markup.escape(SCOPES.getOrDefault(scope, scope)) + " <code>"
                        + Markup.escape(scope) + "</code></li>")
                .collect(Collectors.joining("\n    "));
        return page(
                200,
                "Allow access?",
                """
                <h1>Allow access?</h1>
                <p class="lead"><strong>%s</strong> asks to:</p>
                <ul>
                    %s
                </ul>
                <p class="who">You are logged in as <strong>%s</strong> (%s).</p>
                <form method="post" action="%s">
                  <input type="hidden" name="ticket" value="%s">
                  <div class="choice">
                    <button type="submit" name="decision" value="deny">Deny</button>
                    <button class="primary" type="submit" name="decision" value="approve" autofocus>Allow</button>
                  </div>
                </form>""".formatted(
                                app(request),
                                scopes,
                                Markup.escape(member.user().name()),
                                Markup.escape(member.username()),
                                DECISION,
                                ticket),
                "'self' " + origin(request));
    }

    /** The form was sent twice, late, or by somebody else. */
    static FakeResponse over() {
        return page(400, "This login is over", """
                <h1>This login is over</h1>
                <p class="alert" role="alert">It took too long, or was finished already. Start again from the application.</p>""", "'none'");
    }

    /** An error that the person sees and the application does not. */
    static FakeResponse error(String error, String description) {
        return page(
                        400,
                        "Login not possible",
                        """
                        <h1>Login not possible</h1>
                        <p class="alert" role="alert">error=%s&amp;error_description=%s</p>""".formatted(Markup.escape(error), Markup.escape(description)),
                        "'none'")
                .withError(error);
    }

    /** The redirect to Salesforce's own error page. */
    static FakeResponse remoteAccessError(String error, String description) {
        return FakeResponse.redirect(
                        302,
                        REMOTE_ACCESS_ERROR + "?error=" + error + "&error_description="
                                + LoginRequest.encode(description))
                .withError(error);
    }

    private static FakeResponse page(int status, String title, String content, String formAction) {
        String html = """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s (fake Salesforce)</title>
                <style>%s</style>
                </head>
                <body>
                <main>
                <p class="brand"><span class="cloud" aria-hidden="true"></span>Salesforce <span class="fake">fake</span></p>
                %s
                </main>
                <footer>This is a fake of Salesforce, run for a test by the Crosscloud testkit. Do not type a real password.</footer>
                </body>
                </html>
                """.formatted(title, PageStyle.CSS, content);
        return FakeResponse.html(status, html)
                .withHeader(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src '" + PageStyle.HASH + "'; base-uri 'none'; "
                                + "frame-ancestors 'none'; form-action " + formAction)
                .withHeader("Cache-Control", "no-store")
                .withHeader("Referrer-Policy", "no-referrer")
                .withHeader("X-Content-Type-Options", "nosniff");
    }

    private static String app(LoginRequest request) {
        return Markup.escape(request.app().name());
    }

    /** What the browser must be allowed to be redirected to after the form. */
    private static String origin(LoginRequest request) {
        URI uri = URI.create(request.redirectUri());
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        return web && uri.getRawAuthority() != null
                ? uri.getScheme() + "://" + uri.getRawAuthority()
                : uri.getScheme() + ":";
    }
}
