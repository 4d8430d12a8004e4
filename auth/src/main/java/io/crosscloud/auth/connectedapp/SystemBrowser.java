package io.crosscloud.auth.connectedapp;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens pages in the desktop's browser: a program with one argument, never a shell. */
final class SystemBrowser {
    private static final Logger LOG = LoggerFactory.getLogger(LoopbackLogin.class);

    private SystemBrowser() {}

    /** Opens a page, if there is a desktop. */
    static void open(URI page) {
        List<String> command = command(System.getProperty("os.name", ""), System.getenv(), page);
        if (command.isEmpty()) {
            LOG.info("there is no desktop to open a browser on");
            return;
        }
        try {
            Process unused = new ProcessBuilder(command)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            LOG.info("no browser could be opened by {}", command.get(0));
        }
    }

    /** The command that opens it on this system; empty if there is no desktop. */
    static List<String> command(String system, Map<String, String> environment, URI page) {
        String name = system.toLowerCase(Locale.ROOT);
        String address = page.toASCIIString();
        if (name.startsWith("mac")) {
            return List.of("open", address);
        }
        if (name.startsWith("windows")) {
            return List.of("rundll32", "url.dll,FileProtocolHandler", address);
        }
        boolean desktop = environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
        return desktop ? List.of("xdg-open", address) : List.of();
    }
}
