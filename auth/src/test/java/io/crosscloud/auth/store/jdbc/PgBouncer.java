package io.crosscloud.auth.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Assumptions;
import org.postgresql.ds.PGConnectionPoolDataSource;

/** The PgBouncer of this machine, with transaction pooling, in front of {@link TestPostgres}. */
final class PgBouncer {
    private static final Path LOG = Path.of("target", "pgbouncer.log");
    private static final String MISSING =
            "no pgbouncer on the PATH or in /usr/sbin (on Debian: apt-get install pgbouncer)";
    private static final String SETTINGS = """
            [databases]
            postgres = host=127.0.0.1 port=%d dbname=postgres user=postgres
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = %d
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            default_pool_size = 4
            ignore_startup_parameters = extra_float_digits
            """;

    private final int port;
    private final Process process;
    private final CountDownLatch up = new CountDownLatch(1);

    private PgBouncer(File program, Path directory) throws IOException, InterruptedException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        int database =
                URI.create(TestPostgres.url().substring("jdbc:".length())).getPort();
        Path settings = directory.resolve("pgbouncer.ini");
        Files.writeString(settings, SETTINGS.formatted(database, port));
        process = new ProcessBuilder(command(program, settings))
                .redirectErrorStream(true)
                .start();
        Thread reader = new Thread(this::read, "pgbouncer");
        reader.setDaemon(true);
        reader.start();
        assertThat(up.await(20, TimeUnit.SECONDS)).as("see " + LOG).isTrue();
    }

    /** Starts it. Where it is not installed the test is skipped, or fails if this is CI. */
    static PgBouncer start(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(LOG.getParent());
        Files.deleteIfExists(LOG);
        Optional<File> program = Stream.concat(
                        Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(folder -> new File(folder, "pgbouncer"))
                .filter(File::canExecute)
                .findFirst();
        if (System.getenv("CI") == null) {
            Assumptions.assumeTrue(program.isPresent(), MISSING);
        }
        assertThat(program).as(MISSING).isPresent();
        return new PgBouncer(program.orElseThrow(), directory);
    }

    /** It refuses root, for whom it runs as nobody. */
    private static List<String> command(File program, Path settings) throws IOException {
        List<String> command = new ArrayList<>();
        if (Path.of("/proc/self").toFile().exists()
                && Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(program.getPath(), settings.toString()));
        return command;
    }

    private void read() {
        try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                PrintWriter log = new PrintWriter(Files.newBufferedWriter(LOG), true)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.println(line);
                if (line.contains("process up:")) {
                    up.countDown();
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A pool of so many connections, as a host behind it has one. */
    JdbcConnectionPool pool(int connections) {
        return pool(connections, "prepareThreshold=0");
    }

    /** The same with this option of the driver's. */
    JdbcConnectionPool pool(int connections, String option) {
        PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
        source.setUrl("jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres&" + option);
        JdbcConnectionPool pool = JdbcConnectionPool.create(source);
        pool.setMaxConnections(connections);
        pool.setLoginTimeout(2);
        return pool;
    }

    void stop() throws InterruptedException {
        var unused = process.toHandle().destroy(); // which leaves its output to be read
        process.waitFor();
    }
}
