package io.crosscloud.auth;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static io.crosscloud.auth.MainClasses.ALL;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The rooms of the session engine, whose arrows run one way, and how few classes may lie on one circle. */
class RoomsTest {
    private static final String ENGINE = "io.crosscloud.auth.internal.session.engine";
    private static final int LARGEST_CIRCLE = 4;

    @Test
    void eachRoom_knowsThoseBelowIt() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("facade")
                .definedBy("io.crosscloud.auth.session")
                .layer("manage")
                .definedBy("io.crosscloud.auth.internal.session.manage")
                .layer("grant")
                .definedBy("io.crosscloud.auth.internal.session.grant")
                .layer("record")
                .definedBy("io.crosscloud.auth.internal.session.record")
                .layer("host")
                .definedBy("io.crosscloud.auth.internal.session.host")
                .layer("engine")
                .definedBy(ENGINE)
                .whereLayer("manage")
                .mayOnlyAccessLayers("grant", "record", "host", "engine")
                .whereLayer("grant")
                .mayOnlyAccessLayers("record", "host", "engine")
                .whereLayer("record")
                .mayOnlyAccessLayers("host", "engine")
                .whereLayer("host")
                .mayOnlyAccessLayers("engine")
                .whereLayer("engine")
                .mayNotAccessAnyLayer()
                .check(ALL);
    }

    @Test
    void engine_knowsTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage(ENGINE)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(ENGINE, "java..", "org.jspecify.annotations"))
                .check(ALL);
        noClasses()
                .that()
                .resideInAPackage(ENGINE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.io..", "java.sql..", "java.nio..")
                .check(ALL);
    }

    /** Nested classes count as their outermost one, and a sealed type as one with those that it permits. */
    @Test
    void noCircle_hasMoreClassesThanFour() {
        Map<String, Set<String>> graph = graph();
        assertThat(graph).hasSizeGreaterThan(150);

        assertThat(circles(graph)).allSatisfy(circle -> assertThat(circle).hasSizeLessThanOrEqualTo(LARGEST_CIRCLE));
    }

    @Test
    void circles_areFound() {
        Map<String, Set<String>> graph =
                Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of("a", "d"), "d", Set.of(), "e", Set.of("e"));

        assertThat(circles(graph)).containsExactly(Set.of("a", "b", "c"));
    }

    private static Map<String, Set<String>> graph() {
        Map<String, String> families = new HashMap<>();
        for (JavaClass each : ALL) {
            Class<?>[] permitted = each.reflect().getPermittedSubclasses();
            for (Class<?> subtype : permitted == null ? new Class<?>[0] : permitted) {
                families.put(outermost(subtype), outermost(each.reflect()));
            }
        }
        Map<String, Set<String>> graph = new TreeMap<>();
        for (JavaClass each : ALL) {
            Set<String> arrows = graph.computeIfAbsent(node(each, families), unused -> new TreeSet<>());
            each.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target -> target.getPackageName().startsWith("io.crosscloud"))
                    .map(target -> node(target, families))
                    .forEach(arrows::add);
        }
        return graph;
    }

    private static String node(JavaClass type, Map<String, String> families) {
        String name = type.getName().replaceAll("\\$.*", "");
        return families.getOrDefault(name, name);
    }

    private static String outermost(Class<?> type) {
        return type.getName().replaceAll("\\$.*", "");
    }

    /** The strongly connected parts of more than one class, by Tarjan's algorithm. */
    private static List<Set<String>> circles(Map<String, Set<String>> graph) {
        Tarjan tarjan = new Tarjan(graph);
        graph.keySet().forEach(tarjan::visit);
        return tarjan.circles;
    }

    private static final class Tarjan {
        private final Map<String, Set<String>> graph;
        private final Map<String, Integer> index = new HashMap<>();
        private final Deque<String> stack = new ArrayDeque<>();
        private final List<Set<String>> circles = new ArrayList<>();

        Tarjan(Map<String, Set<String>> graph) {
            this.graph = graph;
        }

        int visit(String node) {
            if (index.containsKey(node)) {
                return stack.contains(node) ? index.get(node) : Integer.MAX_VALUE;
            }
            int own = index.size();
            index.put(node, own);
            stack.push(node);
            int lowest = own;
            for (String next : graph.getOrDefault(node, Set.of())) {
                lowest = Math.min(lowest, visit(next));
            }
            if (lowest == own) {
                pop(node);
            }
            return lowest;
        }

        private void pop(String root) {
            Set<String> circle = new TreeSet<>();
            String node;
            do {
                node = stack.pop();
                circle.add(node);
            } while (!node.equals(root));
            if (circle.size() > 1) {
                circles.add(circle);
            }
        }
    }
}
