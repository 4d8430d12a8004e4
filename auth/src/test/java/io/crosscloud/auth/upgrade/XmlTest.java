package io.crosscloud.auth.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlTest {
    private final PrintStream standardError = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void nothingWasPrinted() {
        System.setErr(standardError);
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void document_isReadByLocalNames() {
        Xml root = parse(
                "\ufeff<?xml version=\"1.0\"?><!-- x --><a:r xmlns:a='u'><b> Mül<![CDATA[<l>]]>er </b><b/></a:r>");

        assertThat(root.name()).isEqualTo("r");
        assertThat(root.textAt("b")).isEqualTo("Mül<l>er");
        assertThat(root.all("b")).hasSize(2);
    }

    @Test
    void documentOfAnotherEncoding_isNone_andPrintsNothing() {
        String text = "<?xml version=\"1.0\" encoding=\"ENC\"?><r>Müller 田 😀</r>";

        for (String name : List.of("ISO-8859-1", "windows-1252", "UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32")) {
            assertThat(Xml.parse(text.replace("ENC", name).getBytes(Charset.forName(name))))
                    .as(name)
                    .isEmpty();
        }
    }

    @Test
    void bytesThatAreNoUtf8_areNone_andPrintNothing() {
        for (String hex :
                List.of("e9", "c3", "c328", "e282", "f09f98", "ff", "fe", "c080", "eda080", "f4908080", "80")) {
            for (String form : List.of("%s", "<r>%s</r>", "<r a='%s'/>", "<%s/>", "<r/>%s", "<r><!--%s--></r>")) {
                String bytes = new String(java.util.HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);

                assertThat(Xml.parse(form.formatted(bytes).getBytes(StandardCharsets.ISO_8859_1)))
                        .as(hex)
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "{}",
                "<",
                "<r",
                "<r>",
                "<r></s>",
                "<!-- -->",
                "<?xml version=\"1.0\"?>",
                "<?xml version=\"9.0\"?><r/>",
                "<r/><r/>",
                "<r>&x;</r>",
                "<r>\u0001</r>",
                "<r>\uffff</r>",
                "<!DOCTYPE r><r/>",
                "<!DOCTYPE r [<!ENTITY x \"y\">]><r>&x;</r>",
                "<r xmlns:b='http://www.w3.org/2000/xmlns/'/>",
                "<a:r/>",
            })
    void anythingElse_isNone_andPrintsNothing(String text) {
        assertThat(Xml.parse(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    void documentThatIsTooDeep_isNone() {
        assertThat(Xml.parse(bytes("<r>".repeat(32) + "</r>".repeat(32)))).isPresent();
        assertThat(Xml.parse(bytes("<r>".repeat(33) + "</r>".repeat(33)))).isEmpty();
    }

    private static Xml parse(String text) {
        Optional<Xml> parsed = Xml.parse(bytes(text));
        assertThat(parsed).isPresent();
        return parsed.get();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
