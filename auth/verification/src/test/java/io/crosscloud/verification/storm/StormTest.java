package io.crosscloud.verification.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A short storm over each store; {@link StormMain} is the long one. */
class StormTest {

    @ParameterizedTest
    @EnumSource
    void briefStorm_breaksNoPromise(StoreServer.Kind store) throws IOException, InterruptedException {
        Verdict verdict = Storm.pass(Settings.brief(store, Settings.chosenSeed()));

        System.out.print(verdict.story());
        assertThat(verdict.broken()).as(verdict.story()).isEmpty();
    }
}
