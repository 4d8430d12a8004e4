package io.crosscloud.examples.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlTest {
    @Test
    void text_isEscaped() {
        assertThat(Html.of("<b title=\"%1$s\">%1$s</b>", "<i>'&\"").markup())
                .isEqualTo("<b title=\"&lt;i&gt;&#39;&amp;&quot;\">&lt;i&gt;&#39;&amp;&quot;</b>");
    }

    @Test
    void markup_isNotEscapedTwice() {
        Html part = Html.of("<i>%s</i>", "<");

        assertThat(Html.of("<b>%s</b>", Html.of(List.of(part, part))).markup())
                .isEqualTo("<b><i>&lt;</i>\n<i>&lt;</i></b>");
    }

    @Test
    void percentSignInAValue_isNoTemplate() {
        assertThat(Html.of("%s", Html.of("%s", "%s%n%%")).markup()).isEqualTo("%s%n%%");
    }
}
