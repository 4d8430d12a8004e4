package io.crosscloud.testkit.internal.engagement;

import static io.crosscloud.testkit.internal.engagement.Markup.escape;

import io.crosscloud.testkit.internal.http.FakeResponse;
import java.net.URI;
import java.util.Collection;
import java.util.stream.Collectors;

/** The pages that a person sees on the way through {@code /v2/authorize}. Plain HTML, without scripts. */
final class LoginPages {
    private static final String STYLE = """
            :root{color-scheme:light dark;--ink:#16233a;--soft:#5a6780;--card:#fff;--back:#eef2f8;--line:#c9d2e0;
            --accent:#b4450c;--on-accent:#fff;--bad:#a80f22}
            @media (prefers-color-scheme:dark){:root{--ink:#eef2f8;--soft:#a9b5c9;--card:#1b2638;--back:#0f1724;
            --line:#3a485f;--accent:#f59a63;--on-accent:#1b1206;--bad:#ff9aa5}}
            *{box-sizing:border-box}
            body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--back);
            color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
            main{width:100%;max-width:26rem;padding:2rem;background:var(--card);border:1px solid var(--line);
            border-top:4px solid var(--accent);border-radius:.5rem}
            h1{margin:0 0 .25rem;font-size:1.5rem;line-height:1.25}
            p{margin:1rem 0}
            h1+p{margin-top:0}
            .soft{color:var(--soft);font-size:.9rem}
            .bad{color:var(--bad);font-weight:600}
            label{display:block;margin:1rem 0 .25rem;font-weight:600}
            input{width:100%;padding:.625rem .75rem;font:inherit;color:inherit;background:var(--card);
            border:1px solid var(--soft);border-radius:.3rem}
            button{width:100%;margin-top:1.5rem;padding:.625rem 1rem;font:inherit;font-weight:600;cursor:pointer;
            color:var(--on-accent);background:var(--accent);border:1px solid var(--accent);border-radius:.3rem}
            button.quiet{color:var(--ink);background:transparent;border-color:var(--soft)}
            .buttons{display:flex;gap:.75rem}
            :focus-visible{outline:3px solid var(--accent);outline-offset:2px}
            ul{display:flex;flex-wrap:wrap;gap:.4rem;margin:.75rem 0;padding:0;list-style:none}
            li{padding:0 .5rem;border:1px solid var(--line);border-radius:.3rem;font-size:.875rem}
            code{overflow-wrap:anywhere;font-size:.9em}
            footer{margin-top:1.75rem;padding-top:.75rem;border-top:1px solid var(--line);color:var(--soft);
            font-size:.85rem}
            """;

    private final Tenant tenant;

    LoginPages(Tenant tenant) {
        this.tenant = tenant;
    }

    /** Asks for name and password; the message says what was wrong the last time, or is empty. */
    FakeResponse login(String handle, AuthorizationRequest request, String message) {
        String alert = message.isEmpty() ? "" : "<p class=\"bad\" role=\"alert\">" + escape(message) + "</p>";
        String form = """
                %s<form method="post" action="/v2/authorize/login">
                <input type="hidden" name="request" value="%s">
                <label for="username">Username</label>
                <input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" \
                required autofocus>
                <label for="password">Password</label>
                <input id="password" name="password" type="password" autocomplete="current-password" required>
                <button type="submit">Log in</button>
                </form>
                """.formatted(alert, escape(handle));
        return page(200, "Log in", form, request);
    }

    /** Asks whether the application may do all this. */
    FakeResponse approval(String handle, AuthorizationRequest request, String username, Collection<String> scopes) {
        String items = scopes.isEmpty()
                ? "<p>Nothing in particular: it asks for no scope.</p>"
                : scopes.stream()
                        .map(scope -> "<li><code>" + escape(scope) + "</code></li>")
                        .collect(Collectors.joining("\n", "<ul>\n", "\n</ul>"));
        String form = """
                <p>You are logged in as <strong>%s</strong>. The application <code>%s</code> asks for:</p>
                %s
                <form method="post" action="/v2/authorize/decide">
                <input type="hidden" name="request" value="%s">
                <div class="buttons">
                <button type="submit" name="decision" value="approve">Allow</button>
                <button type="submit" name="decision" value="deny" class="quiet">Deny</button>
                </div>
                </form>
                """.formatted(escape(username), escape(request.clientId().value()), items, escape(handle));
        return page(200, "Allow access?", form, request);
    }

    /** Says what is wrong where sending the browser back would not be safe. */
    FakeResponse error(String message) {
        return page(
                400, "This login cannot go on", "<p class=\"bad\" role=\"alert\">" + escape(message) + "</p>", null);
    }

    private FakeResponse page(
            int status, String title, String content, @org.jspecify.annotations.Nullable AuthorizationRequest request) {
        String html =
                """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s – fake of Marketing Cloud Engagement</title>
                <style>
                %2$s</style>
                </head>
                <body>
                <main>
                <h1>%1$s</h1>
                <p class="soft">Marketing Cloud Engagement, tenant <code>%3$s</code></p>
                %4$s
                <footer>This is a fake of Marketing Cloud Engagement for tests, run by the Crosscloud testkit. \
                Never type a real password here.</footer>
                </main>
                </body>
                </html>
                """.formatted(escape(title), STYLE, escape(tenant.account().subdomain()), content);
        return FakeResponse.html(status, html)
                .withHeader("X-Frame-Options", "DENY")
                .withHeader("Cache-Control", "no-store")
                .withHeader("Referrer-Policy", "no-referrer")
                .withHeader(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none';"
                                + " form-action 'self'" + (request == null ? "" : " " + target(request.redirectUri())));
    }

    /** Browsers apply form-action to the redirect after a form too. */
    private static String target(String redirectUri) {
        URI uri = URI.create(redirectUri);
        return uri.getRawAuthority() == null ? uri.getScheme() + ":" : uri.getScheme() + "://" + uri.getRawAuthority();
    }
}
