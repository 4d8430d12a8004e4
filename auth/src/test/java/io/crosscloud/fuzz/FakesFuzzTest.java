package io.crosscloud.fuzz;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.api.SilentCloseable;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.crosscloud.testkit.FakeEngagement;
import io.crosscloud.testkit.FakeSalesforce;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** What a client under test may send to the fakes. They refuse it, and do not fall over. */
@Tag("fuzz")
class FakesFuzzTest {
    private static final List<URI> FAKES =
            List.of(FakeSalesforce.start().uri(), FakeEngagement.start().uri());
    private static final String FALLEN = "The fake failed";

    @FuzzTest
    void request(byte[] bytes) {
        Hostile.allowNothing(() -> {
            for (URI fake : FAKES) {
                String answer = answer(fake, bytes);
                Hostile.require(!answer.contains(FALLEN), answer);
            }
        });
    }

    private static String answer(URI fake, byte[] request) throws IOException {
        SilentCloseable allowed = BugDetectors.allowNetworkConnections((host, port) -> port == fake.getPort());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), fake.getPort())) {
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(request);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (SocketException e) {
            return ""; // answered, and hung up, before all was sent
        } finally {
            allowed.close();
        }
    }
}
