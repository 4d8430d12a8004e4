package io.crosscloud.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownTest {
    @Test
    void text_isQuoted_withEscapesForWhatCannotBeSeen() {
        assertThat(Shown.quoted("acme")).isEqualTo("\"acme\"");
        assertThat(Shown.quoted("")).isEqualTo("\"\"");
        assertThat(Shown.quoted("a\nb\u0000\u001b[2J\u2013\u202e\u00e4"))
                .isEqualTo("\"a\\u000ab\\u0000\\u001b[2J\\u2013\\u202e\\u00e4\"");
    }

    @Test
    void longText_isCut() {
        assertThat(Shown.quoted("a".repeat(120))).isEqualTo('"' + "a".repeat(120) + '"');
        assertThat(Shown.quoted("a".repeat(121))).isEqualTo('"' + "a".repeat(120) + "…\"");
    }

    @ParameterizedTest
    @CsvSource({
        "https://acme.example/path, \"https://acme.example/path\"",
        "https://acme.example/path?canary=1, \"https://acme.example/path…\"",
        "https://acme.example#canary, \"https://acme.example…\"",
        "https://acme.example#canary?x, \"https://acme.example…\"",
        "https://marta:canary@acme.example, (a URL with user information)",
        "https://marta:can?ary@acme.example, (a URL with user information)",
        "marta:canary@acme.example, (a URL with user information)",
    })
    void url_isShownWithoutWhatMayBeSecret(String url, String shown) {
        assertThat(Shown.url(url)).isEqualTo(shown);
    }

    @Test
    void line_isKeptOneLine_andInItsOrder() {
        assertThat(Shown.onOneLine("a\r\nb\tc\u0085d\u2028e\u2029f\u202eg\u001bh\u0000"))
                .isEqualTo("a\\u000d\\u000ab\\u0009c\\u0085d\\u2028e\\u2029f\\u202eg\\u001bh\\u0000");
        assertThat(Shown.onOneLine("Müller … \"x\" 田 😀")).isEqualTo("Müller … \"x\" 田 😀");
    }

    @Test
    void longLine_isCut_beforeItIsEscaped() {
        assertThat(Shown.onOneLine("abc", 3)).isEqualTo("abc");
        assertThat(Shown.onOneLine("abcd", 3)).isEqualTo("abc…");
        assertThat(Shown.onOneLine("a\n\n\n", 2)).isEqualTo("a\\u000a…");
    }

    @Test
    void lineWithWhatCannotBeSeen_showsItEscaped() {
        assertThat(Shown.onOneLine("a\u200bb\ufeffc\u00add\u3164e\udb40\udc41f\ud83dg"))
                .isEqualTo("a\\u200bb\\ufeffc\\u00add\\u3164e\\udb40\\udc41f\\ud83dg");
    }
}
