package io.crosscloud.auth;

import io.crosscloud.auth.client.CredentialProblem;
import io.crosscloud.auth.connectedapp.LoginProblem;
import io.crosscloud.auth.diagnosis.DiagnosisProblem;
import io.crosscloud.auth.store.DatabaseProblem;
import io.crosscloud.auth.upgrade.UpgradeProblem;
import io.crosscloud.error.Problem;
import io.crosscloud.error.ServerProblem;
import io.crosscloud.error.SessionProblem;
import io.crosscloud.error.SettingProblem;
import io.crosscloud.error.StoreProblem;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.converter.ArgumentConversionException;
import org.junit.jupiter.params.converter.TypedArgumentConverter;

/** Every problem of the published modules, in the order of the Troubleshooting page. */
public final class Problems {
    /** Their enums. */
    static final List<Class<? extends Problem>> ENUMS = List.of(
            SettingProblem.class,
            CredentialProblem.class,
            ServerProblem.class,
            LoginProblem.class,
            SessionProblem.class,
            StoreProblem.class,
            DatabaseProblem.class,
            DiagnosisProblem.class,
            UpgradeProblem.class);

    /** The constants. */
    public static final List<Problem> ALL = ENUMS.stream()
            .flatMap(type -> Stream.<Problem>of(type.getEnumConstants()))
            .toList();

    private Problems() {}

    /** Reads a problem by its code. */
    public static final class ByName extends TypedArgumentConverter<String, Problem> {
        ByName() {
            super(String.class, Problem.class);
        }

        @Override
        protected Problem convert(String name) {
            return ALL.stream()
                    .filter(problem -> problem.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new ArgumentConversionException("no problem: " + name));
        }
    }
}
