package io.crosscloud.testkit;

import io.crosscloud.testkit.internal.browser.FormPage;
import io.crosscloud.testkit.internal.browser.PageLoader;
import io.crosscloud.testkit.internal.http.Parameters;
import io.crosscloud.token.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A person with a browser who logs in to a fake: fetches its pages over HTTP, fills in its forms, presses its buttons,
 * and stops where the fake sends the browser back to the application. Nothing of the application is called; what comes
 * out is the callback URI. Blocking. Immutable and thread-safe.
 *
 * <p>The {@code replacing}, {@code adding} and {@code removing} variants stand for somebody in the middle who changes
 * the callback. To replay a callback, use it twice; to have a person who never comes back, do not call this at all.
 *
 * <p>On the pages, the field of type {@code password} and the one named {@code username} make the login form; the buttons
 * of the approval form are named {@code decision} with the values {@code approve} and {@code deny}.
 */
public final class ScriptedBrowser {
    private static final int MAX_PAGES = 10;

    private final String username;
    private final Secret password;
    private final UnaryOperator<Parameters> tampering;

    private ScriptedBrowser(String username, Secret password, UnaryOperator<Parameters> tampering) {
        this.username = username;
        this.password = password;
        this.tampering = tampering;
    }

    /** The browser of the person with this name and password. */
    public static ScriptedBrowser of(String username, Secret password) {
        return new ScriptedBrowser(username, password, UnaryOperator.identity());
    }

    /** The same, with this value in place of any that the parameter has in the callback. */
    public ScriptedBrowser replacing(String parameter, String value) {
        return and(callback -> without(callback, parameter).and(parameter, value));
    }

    /** The same, with this parameter once more in the callback. */
    public ScriptedBrowser adding(String parameter, String value) {
        return and(callback -> callback.and(parameter, value));
    }

    /** The same, without this parameter in the callback. */
    public ScriptedBrowser removing(String parameter) {
        return and(callback -> without(callback, parameter));
    }

    /**
     * Logs in and approves.
     *
     * @return where the fake sends the browser then: the redirect URI with {@code code} and {@code state}, or an error
     * @throws IllegalStateException if the fake shows a page that leads nowhere, such as after a wrong password
     */
    public URI approve(URI authorizationUri) {
        return walk(authorizationUri, "approve");
    }

    /**
     * Logs in and denies.
     *
     * @return where the fake sends the browser then: the redirect URI with {@code error} and {@code state}
     * @throws IllegalStateException if the fake shows a page that leads nowhere, such as after a wrong password
     */
    public URI deny(URI authorizationUri) {
        return walk(authorizationUri, "deny");
    }

    private URI walk(URI authorizationUri, String decision) {
        String redirectUri = Parameters.parse(rawQuery(authorizationUri))
                .first("redirect_uri")
                .orElse("");
        PageLoader loader = new PageLoader(TestCertificates::sslContext);
        PageLoader.Loaded loaded = loader.get(authorizationUri);
        boolean loggedIn = false;
        for (int pages = 0; pages < MAX_PAGES; pages++) {
            if (loaded.location().isPresent()) {
                URI next = loaded.location().get();
                if (comesBack(next, redirectUri)) {
                    return tampered(next);
                }
                loaded = loader.get(ofTheFake(next, authorizationUri));
                continue;
            }
            FormPage page = loaded.page();
            if (page.isLogin() && !loggedIn) {
                loggedIn = true;
                loaded = loader.post(page.action(), page.filledIn(username, password.exposeSecret()));
            } else if (page.asksForDecision()) {
                loaded = loader.post(page.action(), page.decided(decision));
            } else {
                throw new IllegalStateException("the login ends on the page " + page + " (expected: a redirect to "
                        + (redirectUri.isEmpty() ? "the redirect URI" : redirectUri) + ")");
            }
        }
        throw new IllegalStateException("the login goes on after " + MAX_PAGES + " pages (expected: a redirect)");
    }

    private static URI ofTheFake(URI next, URI authorizationUri) {
        if (next.getScheme().equals(authorizationUri.getScheme())
                && next.getRawAuthority().equals(authorizationUri.getRawAuthority())) {
            return next;
        }
        throw new IllegalStateException("the login leads to " + next.getScheme() + "://" + next.getRawAuthority()
                + next.getRawPath() + " (expected: the redirect URI of the request)");
    }

    private static boolean comesBack(URI location, String redirectUri) {
        String target = location.toString();
        return !redirectUri.isEmpty()
                && (target.equals(redirectUri)
                        || target.startsWith(redirectUri + "?")
                        || target.startsWith(redirectUri + "&")
                        || target.startsWith(redirectUri + "#"));
    }

    private URI tampered(URI callback) {
        Parameters received = Parameters.parse(rawQuery(callback));
        Parameters sent = tampering.apply(received);
        if (sent == received) {
            return callback;
        }
        List<String> pairs = new ArrayList<>();
        for (String name : sent.names()) {
            sent.all(name).forEach(value -> pairs.add(encode(name) + "=" + encode(value)));
        }
        String text = callback.toString();
        int query = text.indexOf('?');
        String bare = query < 0 ? text : text.substring(0, query);
        return URI.create(pairs.isEmpty() ? bare : bare + "?" + String.join("&", pairs));
    }

    private ScriptedBrowser and(UnaryOperator<Parameters> more) {
        return new ScriptedBrowser(username, password, callback -> more.apply(tampering.apply(callback)));
    }

    private static Parameters without(Parameters parameters, String name) {
        Map<String, List<String>> rest = new LinkedHashMap<>();
        parameters.names().forEach(each -> rest.put(each, parameters.all(each)));
        rest.remove(name);
        Parameters result = Parameters.NONE;
        for (Map.Entry<String, List<String>> entry : rest.entrySet()) {
            for (String value : entry.getValue()) {
                result = result.and(entry.getKey(), value);
            }
        }
        return result;
    }

    private static String rawQuery(URI uri) {
        return uri.getRawQuery() == null ? "" : uri.getRawQuery();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "ScriptedBrowser[" + username + "]";
    }
}
