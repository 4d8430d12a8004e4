package io.crosscloud.testkit.junit;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotatedFields;

import io.crosscloud.testkit.junit.Belongings.Kind;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/** What {@link Fake} promises. It keeps no state: that is in the store of the context that a thing belongs to. */
final class FakesExtension
        implements BeforeAllCallback,
                TestInstancePostProcessor,
                ParameterResolver,
                AfterEachCallback,
                AfterAllCallback {

    /** So that an instance of one test is filled in that test's context, and not in the class's. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        fill(findAnnotatedFields(context.getRequiredTestClass(), Fake.class, FakesExtension::isStatic), null, context);
    }

    @Override
    public void postProcessTestInstance(Object instance, ExtensionContext context) {
        fill(findAnnotatedFields(instance.getClass(), Fake.class, field -> !isStatic(field)), instance, context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.isAnnotated(Fake.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return Belongings.find(
                context,
                Kind.of(parameter.getParameter(), parameter.getParameter().getType()));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Belongings.of(context).check();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Belongings.of(context).check();
    }

    /** Takes what the fields hold first, so that the rest is started on a clock which is among it. */
    private static void fill(List<Field> fields, @Nullable Object instance, ExtensionContext context) {
        for (Field field : fields) {
            Kind kind = Kind.of(field, field.getType());
            Object value = read(field, instance);
            if (value != null) {
                Belongings.of(context).adopt(kind, value);
            }
        }
        for (Field field : fields) {
            if (read(field, instance) == null) {
                write(field, instance, Belongings.find(context, Kind.of(field, field.getType())));
                if (instance == null) {
                    Belongings.of(context).atTheEnd(() -> write(field, null, null));
                }
            }
        }
    }

    private static boolean isStatic(Field field) {
        return Modifier.isStatic(field.getModifiers());
    }

    private static @Nullable Object read(Field field, @Nullable Object instance) {
        try {
            field.setAccessible(true);
            return field.get(instance);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw unusable(field, e);
        }
    }

    private static void write(Field field, @Nullable Object instance, @Nullable Object value) {
        if (Modifier.isFinal(field.getModifiers())) {
            throw unusable(field, null);
        }
        try {
            field.set(instance, value);
        } catch (ReflectiveOperationException e) {
            throw unusable(field, e);
        }
    }

    private static ExtensionConfigurationException unusable(Field field, @Nullable Exception cause) {
        return new ExtensionConfigurationException(
                "@Fake " + field + " (expected: filled or not final, in a package that is open)", cause);
    }
}
