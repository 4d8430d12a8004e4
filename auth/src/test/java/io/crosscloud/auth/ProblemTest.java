package io.crosscloud.auth;

import static io.crosscloud.auth.MainClasses.ALL;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import io.crosscloud.error.NextStep;
import io.crosscloud.error.Problem;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All enums of problems, of core and of auth. */
class ProblemTest {
    static List<Problem> all() {
        return Problems.ALL;
    }

    @Test
    void everyProblem_isAConstantOfAnEnumKnownHere() {
        Stream<JavaClass> types =
                ALL.stream().filter(type -> type.isAssignableTo(Problem.class) && !type.isInterface());

        assertThat(types.<Class<?>>map(JavaClass::reflect)).containsExactlyInAnyOrderElementsOf(Problems.ENUMS);
    }

    @Test
    void codes_areUnique_andFitAStore() {
        assertThat(Problems.ALL)
                .extracting(Problem::name)
                .doesNotHaveDuplicates()
                .allMatch(code -> code.matches("[A-Z_]{1,64}"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyRow_saysWhatIsWrong_inHalfASentence(Problem problem) {
        assertThat(problem.summary())
                .isNotBlank()
                .isEqualTo(problem.summary().strip())
                .doesNotEndWith(".");
        assertThat(problem.nextStep()).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyRow_saysWhatToDo_inOneSentence(Problem problem) {
        assertThat(problem.remedy())
                .matches("[A-Z].*[^.…!?\\s]\\.")
                .doesNotContain(". ")
                .doesNotContain("\n")
                .isNotEqualTo(problem.summary());
        assertThat(problem.explanation()).hasToString(problem.summary() + ". " + problem.remedy());
    }

    @Test
    void noTwoRows_sayTheSame() {
        assertThat(Problems.ALL).extracting(Problem::summary).doesNotHaveDuplicates();
        assertThat(Problems.ALL).extracting(p -> p.summary() + p.remedy()).doesNotHaveDuplicates();
    }

    @Test
    void everyNextStep_hasAProblem() {
        assertThat(Problems.ALL).extracting(Problem::nextStep).contains(NextStep.values());
    }
}
