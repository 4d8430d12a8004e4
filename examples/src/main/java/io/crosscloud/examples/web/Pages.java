package io.crosscloud.examples.web;

import io.crosscloud.auth.session.SessionStatus;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.NextStep;
import io.crosscloud.error.Problem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.TryLaterException;
import io.crosscloud.session.Identity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the pages say. Plain HTML, without scripts. */
final class Pages {
    static final String FORM_TOKEN = "form-token";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final Set<Problem> NEVER_MIND = Set.of(SessionProblem.LOGIN_MISSING, SessionProblem.LOGGED_OUT);
    private static final Html BACK = new Html("<a class=\"button\" href=\"/\">Back to your connections</a>");

    private final InstantSource clock;

    /** What a button asks for: its path, and what a page says if it fails. */
    enum Action {
        CONNECT("connect", "%s did not get connected"),
        DISCONNECT("disconnect", "%s was not fully disconnected");

        private final String path;
        private final String failed;

        Action(String path, String failed) {
            this.path = path;
            this.failed = failed;
        }
    }

    /** One connection on the overview, and how its session stands. */
    record Card(Connectable target, SessionStatus status) {}

    Pages(InstantSource clock) {
        this.clock = clock;
    }

    Answer overview(Visitor visitor, List<Card> cards) {
        Html content = Html.of(
                """
                <h1>Your connections</h1>
                <p class="lead">Connect once. You stay signed in, and no password is kept here.</p>
                %s""", Html.of(cards.stream().map(card -> card(visitor, card)).toList()));
        return page(200, "Your connections", content);
    }

    /** What failed, and what can be done. */
    Answer failure(Visitor visitor, Action action, Connectable target, AuthException e) {
        String title = action.failed.formatted(target.cloud());
        Html said = e.error()
                .map(error -> Html.of(
                        "<p class=\"soft\">%s said: <code>%s</code></p>",
                        target.cloud(),
                        error + e.errorDescription().map(text -> ", " + text).orElse("")))
                .orElse(Html.NOTHING);
        Html content = Html.of(
                """
                <h1>%s</h1>
                <div class="card">
                %s
                %s
                <div class="choice">%s%s</div>
                </div>""", title, alert(e.problem()), said, form(visitor, action, target, "primary", "Try again"), BACK);
        Answer page = page(statusOf(e.problem().nextStep()), title, content);
        return e instanceof TryLaterException later && later.retryAfter().isPresent()
                ? page.with(
                        "Retry-After", Long.toString(later.retryAfter().get().toSeconds()))
                : page;
    }

    Answer foreignForm() {
        return plain(
                403,
                "Nothing was changed",
                "This did not come from a page that this browser has open. Go back, and press the button there.");
    }

    Answer notFound() {
        return plain(404, "There is no such page", "The address may have been typed or copied wrongly.");
    }

    Answer wrongMethod(String allowed) {
        return plain(405, "Nothing was changed", "This address is for the buttons of this application.")
                .with("Allow", allowed);
    }

    private Html card(Visitor visitor, Card card) {
        Connectable target = card.target();
        SessionStatus status = card.status();
        boolean valid = status.state() == SessionStatus.State.VALID;
        boolean loginRequired = status.state() == SessionStatus.State.LOGIN_REQUIRED;
        return Html.of(
                """
                <section id="%1$s" aria-labelledby="%1$s-name">
                <hgroup>
                <p class="direction">%2$s</p>
                <h2 id="%1$s-name">%3$s <span class="state%4$s">%5$s</span></h2>
                </hgroup>
                %6$s
                %7$s
                </section>""",
                target.connection(),
                target.direction(),
                target.cloud(),
                valid ? " on" : "",
                valid ? "Connected" : loginRequired ? "Not connected" : "Not available",
                valid ? access(target, status) : reason(target, status),
                loginRequired
                        ? form(visitor, Action.CONNECT, target, "primary", "Connect to " + target.cloud())
                        : form(visitor, Action.DISCONNECT, target, "quiet", "Disconnect " + target.cloud()));
    }

    /** Who is connected, until when. */
    private Html access(Connectable target, SessionStatus status) {
        Instant until = status.token().orElseThrow().expiresAt();
        return Html.of(
                """
                <dl>
                <div><dt>Who</dt><dd>%s</dd></div>
                <div><dt>Until</dt><dd><time datetime="%s">%s</time><span class="soft">%s from now; renewed without you</span></dd></div>
                </dl>""",
                status.identity().map(Identity::toString).orElse("Somebody whom " + target.cloud() + " did not name"),
                until,
                TIME.format(until),
                inWords(Duration.between(clock.instant(), until)));
    }

    private static Html reason(Connectable target, SessionStatus status) {
        return status.problem()
                .filter(problem -> !NEVER_MIND.contains(problem))
                .map(Pages::alert)
                .orElseGet(() -> Html.of("<p>You log in at %s and allow access, once.</p>", target.cloud()));
    }

    private static Html alert(Problem problem) {
        String summary = problem.summary();
        return Html.of(
                "<div class=\"alert\" role=\"alert\"><p><strong>%s.</strong></p><p>%s</p></div>",
                summary.substring(0, 1).toUpperCase(Locale.ROOT) + summary.substring(1), problem.remedy());
    }

    private static Html form(Visitor visitor, Action action, Connectable target, String look, String label) {
        return Html.of("""
                <form method="post" action="/%s/%s">
                <input type="hidden" name="%s" value="%s">
                <button class="button %s">%s</button>
                </form>""", action.path, target.connection(), FORM_TOKEN, visitor.formToken(), look, label);
    }

    private static Answer plain(int status, String title, String text) {
        return page(status, title, Html.of("<h1>%s</h1>\n<p class=\"lead\">%s</p>\n%s", title, text, BACK));
    }

    private static Answer page(int status, String title, Html content) {
        return Answer.page(status, Html.of("""
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s · Crosscloud example</title>
                <link rel="icon" href="/icon.svg" type="image/svg+xml">
                <link rel="stylesheet" href="/style.css">
                </head>
                <body>
                <header><img src="/icon.svg" alt="" width="28" height="28">Crosscloud example</header>
                <main>
                %s
                </main>
                </body>
                </html>
                """, title, content));
    }

    private static int statusOf(NextStep step) {
        return switch (step) {
            case LOG_IN -> 403;
            case FIX_CONFIGURATION -> 500;
            case CHECK_SERVER -> 502;
            case TRY_LATER, CHECK_STORE -> 503;
        };
    }

    private static String inWords(Duration time) {
        long minutes = time.toMinutes();
        String hours = minutes < 60 ? "" : minutes / 60 + " h ";
        return minutes < 1 ? "less than a minute" : hours + minutes % 60 + " min";
    }
}
