package io.crosscloud.auth;

import static io.crosscloud.auth.MainClasses.ALL;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Classes that reach each other are read together, so there are few of them. Nested types count as their outer class, and a sealed
 * type with its permitted subtypes as one.
 */
class ClassCyclesTest {
    private static final int MOST = 4;

    @Test
    void classes_formNoLargeCycle() {
        assertThat(cycles(ALL)).isNotEmpty().allMatch(cycle -> cycle.size() <= MOST);
    }

    /** Each cycle once, by the names in it. */
    private static Set<Set<String>> cycles(JavaClasses classes) {
        Map<String, Set<String>> uses = new HashMap<>();
        for (JavaClass type : classes) {
            Set<String> used = uses.computeIfAbsent(node(type), name -> new HashSet<>());
            type.getDirectDependenciesFromSelf().stream()
                    .map(Dependency::getTargetClass)
                    .filter(target ->
                            classes.contain(target.getBaseComponentType().getName()))
                    .forEach(target -> used.add(node(target.getBaseComponentType())));
        }
        Map<String, Set<String>> reached = new HashMap<>();
        uses.keySet().forEach(name -> reached.put(name, reachable(name, uses)));
        Set<Set<String>> cycles = new HashSet<>();
        reached.forEach((name, others) -> {
            Set<String> cycle = new TreeSet<>(others);
            cycle.removeIf(other -> !reached.get(other).contains(name));
            if (cycle.size() > 1) {
                cycles.add(cycle);
            }
        });
        return cycles;
    }

    private static Set<String> reachable(String from, Map<String, Set<String>> uses) {
        Set<String> reached = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(uses.get(from));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (reached.add(next)) {
                open.addAll(uses.get(next));
            }
        }
        return reached;
    }

    private static String node(JavaClass type) {
        JavaClass outer = type;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        List<Class<?>> above = new ArrayList<>(List.of(outer.reflect().getInterfaces()));
        if (outer.reflect().getSuperclass() != null) {
            above.add(outer.reflect().getSuperclass());
        }
        return above.stream()
                .filter(Class::isSealed)
                .findFirst()
                .orElse(outer.reflect())
                .getName();
    }
}
