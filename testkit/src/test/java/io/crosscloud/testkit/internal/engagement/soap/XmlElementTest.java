package io.crosscloud.testkit.internal.engagement.soap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.crosscloud.testkit.internal.engagement.soap.XmlElement.MalformedException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlElementTest {
    private final PrintStream standardError = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void nothingWasPrinted() {
        System.setErr(standardError);
        assertEquals("", printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    void document_isRead() throws MalformedException {
        XmlElement root =
                XmlElement.parse("\ufeff<a:r xmlns:a='u'><b x='1'> Mül</b></a:r>".getBytes(StandardCharsets.UTF_8));

        assertEquals("u", root.namespace());
        assertEquals("Mül", root.textAt("b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<r>\u00e9</r>", "\u00e9", "<r a='\u00ff'/>", "\u00fe\u00ff\0<\0r", "<r>\u00c3"})
    void documentThatIsNoUtf8_isRefused_andPrintsNothing(String bytes) {
        assertThrows(MalformedException.class, () -> XmlElement.parse(bytes.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "<!-- -->", "<", "<r>", "<r>&x;</r>", "<!DOCTYPE r><r/>", "<a:r/>", "{}"})
    void anythingElse_isRefused(String text) {
        assertThrows(MalformedException.class, () -> XmlElement.parse(text.getBytes(StandardCharsets.UTF_8)));
    }
}
