package io.crosscloud.auth.diagnosis;

import io.crosscloud.error.ServerProblem;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Whether the host's name has an address. */
final class NameCheck {
    private NameCheck() {}

    static Answer of(Examination examination) {
        String host = examination
                .patient()
                .server()
                .map(server -> server.tokenEndpoint().getHost())
                .orElse(null);
        if (host == null) {
            return Answer.notCheckable("the server is not known");
        }
        try {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            return Answer.pass(host + " has " + addresses.length + (addresses.length == 1 ? " address" : " addresses"));
        } catch (UnknownHostException e) {
            return examination.reached().answer().isPresent()
                    ? Answer.pass(host + " is known to the proxy, not to this machine")
                    : Answer.fail(ServerProblem.NETWORK, host + ": no such host name");
        }
    }
}
