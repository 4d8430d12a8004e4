package io.crosscloud.examples.bothdirections;

import io.crosscloud.token.Secret;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the environment says. A variable that is empty counts as not set. */
final class Settings {
    private final Map<String, String> environment;

    /** @throws IllegalArgumentException if a variable begins with {@code CROSSCLOUD_} and is none of ours */
    Settings(Map<String, String> environment) {
        this.environment = environment;
        List<String> unknown = environment.keySet().stream()
                .filter(name -> name.startsWith(Variable.PREFIX))
                .filter(name -> Variable.named(name).isEmpty())
                .sorted()
                .toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "unknown: " + String.join(", ", unknown) + "\nexpected:\n" + table(Variable.values()));
        }
    }

    /** Whether any variable is set, which means a real org and tenant. */
    boolean chooseRealClouds() {
        return Arrays.stream(Variable.values())
                .anyMatch(variable -> optional(variable).isPresent());
    }

    Optional<String> optional(Variable variable) {
        return Optional.ofNullable(environment.get(variable.toString()))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    Optional<Secret> optionalSecret(Variable variable) {
        return optional(variable).map(Secret::of);
    }

    /** A value that {@link #require} has found. */
    String get(Variable variable) {
        return optional(variable).orElseThrow(() -> new IllegalArgumentException("missing:\n" + table(variable)));
    }

    Secret secret(Variable variable) {
        return Secret.of(get(variable));
    }

    /** @throws IllegalArgumentException if one of these is not set; it lists all that are not */
    void require(List<Variable> variables) {
        Variable[] missing = variables.stream()
                .filter(variable -> optional(variable).isEmpty())
                .toArray(Variable[]::new);
        if (missing.length > 0) {
            throw new IllegalArgumentException("missing:\n" + table(missing));
        }
    }

    private static String table(Variable... variables) {
        return Arrays.stream(variables)
                .map(variable -> "  " + variable + ": " + variable.meaning())
                .collect(Collectors.joining("\n"));
    }
}
