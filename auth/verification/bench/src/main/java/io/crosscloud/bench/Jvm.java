package io.crosscloud.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Other JVMs. */
final class Jvm {
    private Jvm() {}

    /** Runs a program to its end and gives the first line that it prints. */
    static String line(Path java, String classPath, List<String> program) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(java.toString(), "-Dsun.net.httpserver.nodelay=true", "-cp", classPath));
        command.addAll(program);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            int status = process.waitFor();
            if (line == null || status != 0) {
                throw new IOException(program + " ended with status " + status);
            }
            return line;
        }
    }
}
