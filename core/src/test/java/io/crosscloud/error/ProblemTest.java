package io.crosscloud.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {
    @ParameterizedTest
    @EnumSource
    void everyRow_saysWhatIsWrong_inHalfASentence(Problem problem) {
        assertThat(problem.summary())
                .isNotBlank()
                .isEqualTo(problem.summary().strip())
                .doesNotEndWith(".");
        assertThat(problem.nextStep()).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void everyRow_saysWhatToDo_inOneSentence(Problem problem) {
        assertThat(problem.remedy())
                .matches("[A-Z].*[^.…!?\\s]\\.")
                .doesNotContain(". ")
                .doesNotContain("\n")
                .isNotEqualTo(problem.summary());
    }

    @Test
    void noTwoRows_sayTheSame() {
        assertThat(Arrays.stream(Problem.values()).map(Problem::summary)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(Problem.values()).map(p -> p.summary() + p.remedy()))
                .doesNotHaveDuplicates();
    }

    @Test
    void everyNextStep_hasAProblem() {
        assertThat(Arrays.stream(Problem.values()).map(Problem::nextStep)).contains(NextStep.values());
    }
}
