package io.crosscloud.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A parser under fuzzing: a method of a fuzz test, with its seeds, which lie in {@code <class>Inputs/<method>}. */
record Target(Object test, Method method) {
    private static final List<String> TESTS = List.of(
            "auth.client.KeysFuzzTest",
            "auth.connectedapp.LoginFuzzTest",
            "auth.internal.api.ApiAnswersFuzzTest",
            "auth.internal.http.HeadersFuzzTest",
            "auth.internal.oauth.AnswersFuzzTest",
            "auth.internal.session.record.RecordFuzzTest",
            "auth.upgrade.SoapFuzzTest",
            "cloud.NamesFuzzTest",
            "fuzz.FakesFuzzTest");

    /** All, in the same order each time. */
    static List<Target> all() {
        return TESTS.stream().flatMap(name -> of("io.crosscloud." + name)).toList();
    }

    private static Stream<Target> of(String type) {
        try {
            Constructor<?> constructor = Class.forName(type).getDeclaredConstructor();
            constructor.setAccessible(true);
            Object test = constructor.newInstance();
            return Arrays.stream(test.getClass().getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(FuzzTest.class))
                    .sorted(Comparator.comparing(Method::getName))
                    .peek(method -> method.setAccessible(true))
                    .map(method -> new Target(test, method));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type, e);
        }
    }

    void feed(byte[] bytes) throws Throwable {
        try {
            method.invoke(test, (Object) bytes);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    List<byte[]> seeds() {
        URL directory = test.getClass().getResource(test.getClass().getSimpleName() + "Inputs/" + method.getName());
        if (directory == null) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(Path.of(directory.toURI()))) {
            return files.sorted().map(Target::read).toList();
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return test.getClass().getSimpleName() + "." + method.getName();
    }
}
