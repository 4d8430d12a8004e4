package io.crosscloud.auth;

import static io.crosscloud.auth.MainClasses.ALL;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.JavaTypeVariable;
import io.crosscloud.auth.session.SessionManager;
import io.crosscloud.error.AuthException;
import io.crosscloud.error.Problem;
import io.crosscloud.spi.ForwardingTokenProvider;
import io.crosscloud.spi.ForwardingTokenStore;
import io.crosscloud.spi.TokenStore;
import io.crosscloud.testkit.contract.TokenStoreContract;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a user of the published modules can see. */
class PublicSurfaceTest {
    private static final Set<String> EXPORTED = Stream.of(
                    TokenStore.class, SessionManager.class, TokenStoreContract.class)
            .map(PublicSurfaceTest::module)
            .flatMap(module -> module.exports().stream())
            .filter(exported -> !exported.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toUnmodifiableSet());

    /** Libraries whose types a user hands over: the clients of a store, a registry, test frameworks. */
    private static final Set<String> HANDED_OVER = Set.of(
            "io.crosscloud.auth.store.redis -> redis.clients.jedis.UnifiedJedis",
            "io.crosscloud.auth.metrics -> io.micrometer.core.instrument.MeterRegistry");

    @Test
    void everyPackageOfAUser_isExported_andNoInternalOne() {
        Set<String> published = ALL.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.contains(".internal"))
                .collect(Collectors.toSet());

        assertThat(EXPORTED).containsExactlyInAnyOrderElementsOf(published);
    }

    @Test
    void noPublicSignature_mentionsWhatIsNotExported() {
        assertThat(leaks(visible(), PublicSurfaceTest::isHidden)).isEmpty();
    }

    @Test
    void noPublicSignatureOfCoreOrAuth_mentionsALibrary_butForWhatTheUserHandsOver() {
        Stream<JavaClass> visible = visible().filter(type -> !type.getName().startsWith("io.crosscloud.testkit."));

        assertThat(leaks(visible, PublicSurfaceTest::isOfALibrary)).isEqualTo(new TreeSet<>(HANDED_OVER));
    }

    @Test
    void publicClasses_areFinal_orSealed_orMeantToBeExtended() {
        assertThat(visible())
                .filteredOn(type -> !type.isInterface()
                        && !type.isEnum()
                        && !type.getModifiers().contains(JavaModifier.FINAL)
                        && !type.reflect().isSealed())
                .filteredOn(type -> !Set.of(ForwardingTokenProvider.class, ForwardingTokenStore.class)
                        .contains(type.reflect()))
                .extracting(JavaClass::getPackageName)
                .allMatch("io.crosscloud.testkit.contract"::equals);
        assertThat(AuthException.class).matches(Class::isSealed, "sealed");
    }

    @Test
    void everyProblem_isSaidSomewhere() {
        Set<String> said = Problems.ENUMS.stream()
                .flatMap(type -> ALL.get(type).getFields().stream())
                .filter(field -> field.getAccessesToSelf().stream()
                        .anyMatch(access -> !access.getOriginOwner()
                                .isEquivalentTo(field.getOwner().reflect())))
                .map(JavaField::getName)
                .collect(Collectors.toSet());

        assertThat(Problems.ALL).extracting(Problem::name).isSubsetOf(said);
    }

    /** "package -> type" for each type of this kind in what is public of these classes. */
    private static Set<String> leaks(Stream<JavaClass> classes, Predicate<JavaClass> kind) {
        return classes.flatMap(owner -> mentioned(owner)
                        .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                        .map(JavaClass::getBaseComponentType)
                        .filter(kind)
                        .map(type -> owner.getPackageName() + " -> " + type.getName()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What is public of it, and of a superclass that nobody else can name. */
    private static Stream<JavaType> mentioned(JavaClass owner) {
        Stream<JavaType> members = owner.getMembers().stream()
                .filter(member -> isPublic(member.getModifiers()))
                .flatMap(member -> member instanceof JavaCodeUnit unit
                        ? mentioned(unit)
                        : Stream.of(((JavaField) member).getType()));
        Stream<JavaType> superclass = owner.getSuperclass().stream().flatMap(type -> {
            JavaClass erased = type.toErasure();
            return isHidden(erased) ? inherited(erased) : Stream.of(type);
        });
        return Stream.of(members, superclass, owner.getInterfaces().stream()).flatMap(types -> types);
    }

    /** What its subclass, which is final, shows of a hidden class; a type variable stands for the subclass. */
    private static Stream<JavaType> inherited(JavaClass hidden) {
        Stream<JavaType> methods = hidden.getMethods().stream()
                .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(PublicSurfaceTest::mentioned)
                .filter(type -> !(type instanceof JavaTypeVariable));
        Stream<JavaType> above =
                hidden.getRawSuperclass().stream().flatMap(type -> isHidden(type) ? inherited(type) : Stream.of(type));
        return Stream.concat(methods, above);
    }

    private static boolean isHidden(JavaClass type) {
        return type.getName().startsWith("io.crosscloud.") && !isVisible(type);
    }

    private static Stream<JavaType> mentioned(JavaCodeUnit unit) {
        return Stream.of(
                        Stream.of(unit.getReturnType()),
                        unit.getParameterTypes().stream(),
                        unit.getThrowsClause().getTypes().stream())
                .flatMap(types -> types);
    }

    private static Stream<JavaClass> visible() {
        return ALL.stream().filter(PublicSurfaceTest::isVisible);
    }

    private static boolean isVisible(JavaClass type) {
        return EXPORTED.contains(type.getPackageName())
                && isPublic(type.getModifiers())
                && type.getEnclosingClass().map(PublicSurfaceTest::isVisible).orElse(true);
    }

    private static boolean isPublic(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static boolean isOfALibrary(JavaClass type) {
        return !type.isPrimitive() && !type.getName().matches("(java|javax|io\\.crosscloud)\\..*");
    }

    private static ModuleDescriptor module(Class<?> type) {
        URI classes = URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString());
        URI descriptor = classes.getPath().endsWith(".jar")
                ? URI.create("jar:" + classes + "!/module-info.class")
                : classes.resolve("module-info.class");
        try (InputStream in = descriptor.toURL().openStream()) {
            return ModuleDescriptor.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
