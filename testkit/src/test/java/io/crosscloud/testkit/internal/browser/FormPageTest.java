package io.crosscloud.testkit.internal.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormPageTest {
    private static final URI PAGE = URI.create("https://fake.example/login?x=1");

    @Test
    void loginForm_isFilledIn() {
        FormPage page = FormPage.read(PAGE, """
                <html><h1 class="a">Log <b>in</b> &amp; go</h1><p role="alert">Wrong &lt;name&gt;</p>
                <FORM METHOD="post" ACTION="/next?a=1&amp;b=2"><input type="hidden" name="csrf" value="&quot;x&quot;">
                <input name="username"><input type="password" name="pw"/>
                <button name="go" value="yes">Log in</button></FORM>
                <form action="/other"><input name="other"></form></html>""");

        assertTrue(page.isLogin());
        assertFalse(page.asksForDecision());
        assertEquals(URI.create("https://fake.example/next?a=1&b=2"), page.action());
        assertEquals(Map.of("csrf", "\"x\"", "username", "marta", "pw", "secret"), page.filledIn("marta", "secret"));
        assertEquals("\"Log in & go: Wrong <name>\"", page.toString());
    }

    @Test
    void approvalForm_isDecided() {
        FormPage page = FormPage.read(
                PAGE,
                "<h1>Allow?</h1><form><input type=\"hidden\" name=\"id\" value=\"7\">"
                        + "<button name=\"decision\" value=\"allow\">Allow</button></form>");

        assertTrue(page.asksForDecision());
        assertFalse(page.isLogin());
        assertEquals(PAGE, page.action());
        assertEquals(Map.of("id", "7", "decision", "allow"), page.decided("allow"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<",
                ">",
                "<form",
                "<form>",
                "<form><input name=\"a\">",
                "<form action=\"x",
                "</form><form>",
                "<h1",
                "<h1>x",
                "<p role=\"alert\">",
                "<<<<<",
                "=\"",
                "<a =\"\"=\"\">"
            })
    void pageWithoutAForm_hasNone(String html) {
        FormPage page = FormPage.read(PAGE, html);

        assertFalse(page.isLogin());
        assertEquals(PAGE, page.action());
        assertEquals(Map.of("decision", "x"), page.decided("x"));
        assertEquals("\"without a heading\"", page.toString());
    }
}
