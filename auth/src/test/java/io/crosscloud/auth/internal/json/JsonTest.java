package io.crosscloud.auth.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void anObject_isReadByTypeAndName() throws Exception {
        JsonObject object = Json.parse("""
                {"text":"a\\u003db","number":7,"flag":true,"null":null,"object":{"in":"side"},
                 "objects":[{"n":1},2],"texts":["x",3,"y"]}""");

        assertThat(object.text("text")).contains("a=b");
        assertThat(object.wholeNumber("number")).hasValue(7);
        assertThat(object.flag("flag")).contains(true);
        assertThat(object.has("null")).isFalse();
        assertThat(object.has("missing")).isFalse();
        assertThat(object.object("object").flatMap(inner -> inner.text("in"))).contains("side");
        assertThat(object.objects("objects")).hasSize(1);
        assertThat(object.texts("texts")).containsExactly("x", "y");
        assertThat(object.text("number")).isEmpty();
        assertThat(object.wholeNumber("flag")).isEmpty();
        assertThat(object.object("text")).isEmpty();
        assertThat(object.objects("text")).isEmpty();
        assertThat(object).hasToString("JsonObject[6 members]");
    }

    @Tag("B6")
    @Tag("B7")
    @Tag("B10")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"CANARY\":1",
                "{} {}",
                "{}CANARY",
                "{\"a\":CANARY}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "{\"a\":1,}",
                "{/*c*/}",
                "{\"CANARY\":1,\"CANARY\":2}",
                "{\"o\":{\"CANARY\":1,\"CANARY\":2}}",
                "\ufeff{}",
                "[]",
                "\"CANARY\"",
                "null",
                "7",
                "{\"a\":\"CANARY\nCANARY\"}",
            })
    void whatIsNotOneObject_isRefusedUnseen(String text) {
        assertThatThrownBy(() -> Json.parse(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageNotContaining("CANARY")
                .hasNoCause();
    }

    @Tag("B9")
    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32"})
    void otherEncodings_areRefused(String charset) {
        assertRefused("{\"a\":\"b\"}".getBytes(Charset.forName(charset)));
    }

    @Tag("B9")
    @Test
    void bytesThatAreNotUtf8_areRefused() {
        assertRefused(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});
        assertRefused(new byte[] {'{', '"', (byte) 0xc0, (byte) 0xaf, '"', ':', '1', '}'});
        assertRefused(new byte[] {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'});
    }

    @Tag("B8")
    @Test
    void sixteenLevels_areTheMost() throws Exception {
        assertThat(Json.parse("{\"a\":" + "[".repeat(15) + "]".repeat(15) + "}").has("a"))
                .isTrue();
        assertRefused(("{\"a\":" + "[".repeat(16) + "]".repeat(16) + "}").getBytes(StandardCharsets.UTF_8));
        assertRefused(("{\"a\":" + "[".repeat(30_000)).getBytes(StandardCharsets.UTF_8));
    }

    @Tag("B16")
    @Test
    void aHugeNumber_isRefused() {
        assertRefused(("{\"a\":" + "9".repeat(33) + "}").getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "1079, 1079",
        "-5, -5",
        "0, 0",
        "'\"1079\"', 1079",
        "9223372036854775808, 9223372036854775807",
        "'\"99999999999999999999\"', 9223372036854775807",
        "-9223372036854775809, -9223372036854775808",
    })
    void wholeNumbers_saturate(String value, long expected) throws Exception {
        assertThat(Json.parse("{\"n\":" + value + "}").wholeNumber("n")).hasValue(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1079.9", "1e400", "1e2", "true", "null", "\"\"", "\"12s\"", "\" 12\"", "[1]", "{}"})
    void whatIsNoWholeNumber_isEmpty(String value) throws Exception {
        assertThat(Json.parse("{\"n\":" + value + "}").wholeNumber("n")).isEmpty();
    }

    @Tag("B9")
    @Test
    void anUnpairedSurrogate_isNoText() throws Exception {
        assertThat(Json.parse("{\"t\":\"a\\ud800b\"}").text("t")).isEmpty();
        assertThat(Json.parse("{\"t\":\"\\ud83d\\ude00\"}").text("t")).isPresent();
    }

    @Test
    void whatIsWritten_canBeReadAgain() throws Exception {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("text", "quote \" backslash \\ line\n");
        members.put("number", 7281698L);
        members.put("flag", true);
        members.put("list", List.of("a", Map.of("b", 1)));

        String written = Json.write(members);

        assertThat(written).startsWith("{\"text\":").contains("\"number\":7281698");
        JsonObject read = Json.parse(written);
        assertThat(read.text("text")).contains("quote \" backslash \\ line\n");
        assertThat(read.objects("list")).hasSize(1);
    }

    @Test
    void whatCannotBeWritten_isRefused() {
        assertThatThrownBy(() -> Json.write(Map.of("a", 1.5))).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertRefused(byte[] bytes) {
        assertThatThrownBy(() -> Json.parse(bytes)).isInstanceOf(MalformedJsonException.class);
    }
}
